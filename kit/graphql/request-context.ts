import DataLoader from 'dataloader';
import type { OperationContext } from '../resource/definition/context.ts';
import type { Document } from '../resource/definition/documents.ts';
import type { ParentReferences } from '../resource/definition/relations.ts';
import type { Affordance } from '../resource/operations/affordances.ts';
import type { ServiceContext } from '../resource/service-context.ts';
import { createDocumentLoader, type DocumentLoader } from './document-loader.ts';
import { parseConnectionArguments, type ConnectionArguments, type ConnectionQuery } from './connection.ts';
import { valueOrThrow } from './errors.ts';

/** The lists below many parents, asked for with the same arguments: one query of the store each. */
export interface ListLoader {
  readonly query: ConnectionQuery;
  documents(parent: string): Promise<readonly Document[]>;
  count(parent: string): Promise<number>;
}

/** What resolvers share during one request. */
export interface GraphqlContext {
  readonly service: ServiceContext;
  readonly context: OperationContext;
  readonly requestId: string;
  /** The client's own key for its mutations, if it sent one. */
  readonly idempotencyKey: string | undefined;
  readonly documents: DocumentLoader;
  readonly affordances: DataLoader<Document, readonly Affordance[]>;
  /** What may be created in a list, if anything. */
  readonly creationAffordances: DataLoader<ParentReferences, Affordance | undefined, string>;
  lists(relation: string, given: ConnectionArguments): ListLoader;
}

function listsOf(
  served: ServiceContext,
  context: OperationContext,
  { relation, given }: { relation: string; given: ConnectionArguments },
): ListLoader {
  const { resource } = served;
  const window = parseConnectionArguments(resource, given);
  const documents = new DataLoader<string, readonly Document[]>(async (keys) => {
    const query = { by: relation, keys, filter: window.filter, sort: window.sort, limit: window.size + 1 };
    const groups = valueOrThrow(await resource.listGroups(query, context));
    return keys.map((key) => groups.get(key) ?? []);
  });
  const counts = new DataLoader<string, number>(async (keys) => {
    const groups = valueOrThrow(
      await resource.countGroups({ by: relation, keys, filter: window.countFilter }, context),
    );
    return keys.map((key) => groups.get(key) ?? 0);
  });
  return { query: window, documents: (parent) => documents.load(parent), count: (parent) => counts.load(parent) };
}

/** What a request brings besides its document. */
export type RequestMetadata = Pick<GraphqlContext, 'requestId' | 'idempotencyKey'>;

export function createGraphqlContext(
  service: ServiceContext,
  context: OperationContext,
  carried: RequestMetadata,
): GraphqlContext {
  const { resource } = service;
  const lists = new Map<string, ListLoader>();
  return {
    service,
    context,
    ...carried,
    documents: createDocumentLoader(resource, context),
    affordances: new DataLoader(async (documents) => [...(await resource.affordances(documents, context))]),
    creationAffordances: new DataLoader(async (lists) => [...(await resource.creationAffordances(lists, context))], {
      cacheKeyFn: (known) => JSON.stringify(known),
    }),
    lists: (relation, given) => {
      const key = JSON.stringify([relation, given]);
      const known = lists.get(key) ?? listsOf(service, context, { relation, given });
      lists.set(key, known);
      return known;
    },
  };
}
