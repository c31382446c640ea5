import DataLoader from 'dataloader';
import type { Context } from '../resource/definition/context.ts';
import type { Document } from '../resource/definition/documents.ts';
import type { Known } from '../resource/definition/relations.ts';
import type { Offer } from '../resource/operations/act.ts';
import type { Served } from '../resource/service-context.ts';
import { createDocuments, type Documents } from './document-loader.ts';
import { readWindow, type ListArguments, type Window } from './connection.ts';
import { required } from './errors.ts';

/** The lists below many parents, asked for with the same arguments: one query of the store each. */
export interface Lists {
  readonly window: Window;
  documents(parent: string): Promise<readonly Document[]>;
  count(parent: string): Promise<number>;
}

/** What resolvers share during one request. */
export interface RequestContext {
  readonly served: Served;
  readonly context: Context;
  readonly requestId: string;
  /** The client's own key for its mutations, if it sent one. */
  readonly idempotencyKey: string | undefined;
  readonly documents: Documents;
  readonly offers: DataLoader<Document, readonly Offer[]>;
  /** What may be created in a list, if anything. */
  readonly creations: DataLoader<Known, Offer | undefined, string>;
  lists(relation: string, given: ListArguments): Lists;
}

function listsOf(
  served: Served,
  context: Context,
  { relation, given }: { relation: string; given: ListArguments },
): Lists {
  const { resource } = served;
  const window = readWindow(resource, given);
  const documents = new DataLoader<string, readonly Document[]>(async (keys) => {
    const query = { by: relation, keys, filter: window.filter, sort: window.sort, limit: window.size + 1 };
    const groups = required(await resource.listGroups(query, context));
    return keys.map((key) => groups.get(key) ?? []);
  });
  const counts = new DataLoader<string, number>(async (keys) => {
    const groups = required(await resource.countGroups({ by: relation, keys, filter: window.all }, context));
    return keys.map((key) => groups.get(key) ?? 0);
  });
  return { window, documents: (parent) => documents.load(parent), count: (parent) => counts.load(parent) };
}

/** What a request brings besides its document. */
export type Carried = Pick<RequestContext, 'requestId' | 'idempotencyKey'>;

export function createRequestContext(served: Served, context: Context, carried: Carried): RequestContext {
  const { resource } = served;
  const lists = new Map<string, Lists>();
  return {
    served,
    context,
    ...carried,
    documents: createDocuments(resource, context),
    offers: new DataLoader(async (documents) => [...(await resource.offers(documents, context))]),
    creations: new DataLoader(async (lists) => [...(await resource.creationOffers(lists, context))], {
      cacheKeyFn: (known) => JSON.stringify(known),
    }),
    lists: (relation, given) => {
      const key = JSON.stringify([relation, given]);
      const known = lists.get(key) ?? listsOf(served, context, { relation, given });
      lists.set(key, known);
      return known;
    },
  };
}
