import DataLoader from 'dataloader';
import type { OperationContext } from '../resource/definition/context.ts';
import type { Document } from '../resource/definition/documents.ts';
import type { ParentReferences } from '../resource/definition/relations.ts';
import type { View } from '../resource/definition/views.ts';
import type { ViewValues } from '../resource/operations/views.ts';
import { memoize } from '../util/memoize.ts';
import type { Affordance } from '../resource/operations/affordances.ts';
import type { Filter } from '../store/port.ts';
import type { ServiceContext } from '../resource/service-context.ts';
import type { IdempotencyKey } from '../resource/operations/idempotency.ts';
import { createKeySequence, type IdempotencyHeaders } from './idempotency-keys.ts';
import type { CountMore } from './http/rate-limit.ts';
import { createDocumentLoader, type DocumentLoader } from './document-loader.ts';
import { parseConnectionArguments, type ConnectionArguments, type ConnectionQuery } from './connection.ts';
import { valueOrThrow } from './errors.ts';
import type { SubscriptionRequest } from './subscriptions/subscription-request.ts';

/** Loads the lists of several parents that share the same arguments, with one query of the store for all of them. */
export interface ListLoader {
  readonly query: ConnectionQuery;
  documents(parent: string): Promise<readonly Document[]>;
  count(parent: string): Promise<number>;
  /** Whether an item of the parent's list is behind the cursor where paging starts. */
  existsBehind(parent: string): Promise<boolean>;
}

/** The values that resolvers share during one request. */
export interface GraphqlContext {
  readonly service: ServiceContext;
  readonly context: OperationContext;
  readonly requestId: string;
  readonly isForwarded: boolean;
  readonly setChallenges: RequestMetadata['setChallenges'];
  readonly countMore: CountMore;
  /** Returns the `Idempotency-Key` of the request's next mutation of this name, if the request has one. */
  idempotencyKeyOf(mutation: string, responseKey: string): IdempotencyKey | undefined;
  /** The subscription that the request may start; undefined if its client accepts no stream. */
  readonly subscription?: SubscriptionRequest<GraphqlContext>;
  readonly documents: DocumentLoader;
  /** The available actions of each document. */
  readonly affordances: DataLoader<Document, readonly Affordance[]>;
  /** The creation in a list, if it is available. */
  readonly creationAffordances: DataLoader<ParentReferences, Affordance | undefined, string>;
  /** Returns the loader of a view, by the `_id` of its document; null where the caller may not read it. */
  views(view: View): DataLoader<string, ViewValues | null>;
  /** Returns the loader of the lists below the targets of a relation. */
  lists(relation: string, args: ConnectionArguments): ListLoader;
}

function createListLoader(
  { resource }: ServiceContext,
  context: OperationContext,
  { relation, args }: { relation: string; args: ConnectionArguments },
): ListLoader {
  const query = parseConnectionArguments(resource, args);
  const loaderOf = (filter: Filter, limit: number) =>
    new DataLoader<string, readonly Document[]>(async (keys) => {
      const groupQuery = { by: relation, keys, filter, sort: query.sort, limit };
      const groups = valueOrThrow(await resource.listGroups(groupQuery, context));
      return keys.map((key) => groups.get(key) ?? []);
    });
  const documents = loaderOf(query.filter, query.size + 1);
  const behind = query.behind === undefined ? undefined : loaderOf(query.behind, 1);
  const counts = new DataLoader<string, number>(async (keys) => {
    const groups = valueOrThrow(await resource.countGroups({ by: relation, keys, filter: query.countFilter }, context));
    return keys.map((key) => groups.get(key) ?? 0);
  });
  return {
    query,
    documents: (parent) => documents.load(parent),
    count: (parent) => counts.load(parent),
    existsBehind: async (parent) => ((await behind?.load(parent)) ?? []).length > 0,
  };
}

/** The values that a request carries in its headers. */
export interface RequestMetadata {
  readonly requestId: string;
  /** Whether a gateway of this system sent the request. */
  readonly isForwarded: boolean;
  /** Sets the header lines of `WWW-Authenticate` on the response. */
  readonly setChallenges: (challenges: readonly string[]) => void;
  readonly idempotency: IdempotencyHeaders;
  readonly countMore: CountMore;
}

/** Creates the context of one request's resolvers. */
export function createGraphqlContext(
  service: ServiceContext,
  context: OperationContext,
  { requestId, isForwarded, setChallenges, idempotency, countMore }: RequestMetadata,
): GraphqlContext {
  const { resource } = service;
  const listLoaders = new Map<string, ListLoader>();
  return {
    service,
    context,
    requestId,
    isForwarded,
    setChallenges,
    countMore,
    idempotencyKeyOf: createKeySequence(idempotency),
    documents: createDocumentLoader(resource, context),
    affordances: new DataLoader(async (documents) => [...(await resource.affordances(documents, context))]),
    creationAffordances: new DataLoader(async (lists) => [...(await resource.creationAffordances(lists, context))], {
      cacheKeyFn: (parentReferences) => JSON.stringify(parentReferences),
    }),
    views: memoize(
      (view: View) =>
        new DataLoader<string, ViewValues | null>(async (ids) => {
          const found = valueOrThrow(await resource.views({ view, ids }, context));
          return ids.map((id) => found.get(id) ?? null);
        }),
    ),
    lists: (relation, args) => {
      const key = JSON.stringify([relation, args]);
      const loader = listLoaders.get(key) ?? createListLoader(service, context, { relation, args });
      listLoaders.set(key, loader);
      return loader;
    },
  };
}
