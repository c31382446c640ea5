import type { Filter, Store } from '../store/port.ts';
import type { ResourceRuntime } from './runtime.ts';
import type { OperationContext } from './definition/context.ts';
import type { Definition } from './definition/definition.ts';
import type { Document } from './definition/documents.ts';
import type { ParentReferences } from './definition/relations.ts';
import { act, congestion, type ActionAttempt, type ActionRequest } from './operations/act.ts';
import { changeAffordance, affordances, type Affordance, creationAffordances } from './operations/affordances.ts';
import { change, type ChangeRequest } from './operations/change.ts';
import { changes, type ChangesQuery, type ResourceFeed } from './operations/changes.ts';
import { create, mayCreate } from './operations/create.ts';
import type { CreateRequest } from './operations/creation/create-request.ts';
import type { CreateResult } from './operations/create-result.ts';
import { findVisible } from './runtime.ts';
import { type PerformedAction } from './operations/act.ts';
import {
  checkList,
  count,
  countGroups,
  exists,
  find,
  list,
  listGroups,
  page,
  type VisibleDocuments,
  type GroupedFindQuery,
  type DocumentPage,
  type PageQuery,
  type FindQuery,
} from './operations/list.ts';
import { missingParent } from './operations/list-parent.ts';
import { removeMany, type RemoveManyRequest } from './operations/remove-many.ts';
import { remove, type RemoveRequest, type RemoveResult } from './operations/remove.ts';
import {
  findReferrers,
  countReferrers,
  referenceStates,
  type ReferenceStateQuery,
} from './operations/reference-state.ts';
import { createAdmissionQueue } from '../util/admission/admission-queue.ts';
import { createSecretHasher } from './documents.ts';
import { createDurableReads } from './durable-reads.ts';
import { createGivenUpLeases } from './given-up-leases.ts';
import { idempotencyLeaseMs } from './operations/idempotency.ts';
import { search, type SearchQuery } from './operations/search.ts';
import { view, views, type ViewQuery, type ViewValues } from './operations/views.ts';
import type { View } from './definition/views.ts';
import { indexesOf } from './indexes.ts';
import type { Log } from '../util/log.ts';
import { backfillUniqueKeys } from './backfill-unique-keys.ts';
import { backfillClaims } from './pending-writes/backfill-claims.ts';
import { countPending, recoverExpired } from './pending-writes/recover-expired.ts';
import { createLeaseObserver } from './pending-writes/lease-observer.ts';
import { createFailedUndos } from './pending-writes/failed-undos.ts';
import { recover } from './pending-writes/recovery.ts';
import { openJournal } from './journal.ts';
import { openReferrers, type Referrer } from './referrers.ts';
import type { Limits } from './limits.ts';
import type {
  ReferenceQuery,
  ReferrerPage,
  ReferrerCount,
  ReferrerPageQuery,
  ReferenceState,
} from './remote-resources.ts';
import { fail, succeed, type Outcome, type Problem } from './problems.ts';
import { notAllowed, notFound } from './common-problems.ts';
import { ruleContext } from './rule-context.ts';
import { createTotals } from './totals.ts';

/**
 * The operations of a resource, which all faces call. Each operation checks the caller's permissions and returns
 * expected failures as problems.
 */
export interface Resource {
  readonly definition: Definition;
  readonly limits: Limits;
  /** Returns which documents the caller is allowed to create in a list. */
  mayCreate(list: ParentReferences, context: OperationContext): Outcome<true | Filter>;
  creationAffordances(
    lists: readonly ParentReferences[],
    context: OperationContext,
  ): Promise<readonly (Affordance | undefined)[]>;
  /** Returns `NotFound` if a list belongs to a document that does not exist or that the caller may not see. */
  missingParent(list: ParentReferences, context: OperationContext): Promise<Problem | undefined>;
  create(request: CreateRequest, context: OperationContext): Promise<Outcome<readonly CreateResult[]>>;
  get(id: string, context: OperationContext): Promise<Outcome<Document>>;
  find(ids: readonly string[], context: OperationContext): Promise<Outcome<VisibleDocuments>>;
  list(query: FindQuery, context: OperationContext): Promise<Outcome<readonly Document[]>>;
  page(query: PageQuery, context: OperationContext): Promise<Outcome<DocumentPage>>;
  /** Fails as `page` does. */
  checkList(list: ParentReferences, context: OperationContext): Promise<Outcome<undefined>>;
  count(filter: Filter, context: OperationContext): Promise<Outcome<number>>;
  exists(filter: Filter, context: OperationContext): Promise<Outcome<boolean>>;
  listGroups(query: GroupedFindQuery, context: OperationContext): Promise<Outcome<Map<string, Document[]>>>;
  countGroups(
    query: Pick<GroupedFindQuery, 'by' | 'keys' | 'filter'>,
    context: OperationContext,
  ): Promise<Outcome<Map<string, number>>>;
  /** Opens a feed. Fails with `ChangesLost` if the changes after the position are not known any more. */
  changes(query: ChangesQuery, context: OperationContext): Promise<Outcome<ResourceFeed>>;
  change(request: ChangeRequest, context: OperationContext): Promise<Outcome<Document>>;
  remove(request: RemoveRequest, context: OperationContext): Promise<Outcome<RemoveResult>>;
  removeMany(request: RemoveManyRequest, context: OperationContext): Promise<Outcome<number>>;
  act(request: ActionRequest, context: OperationContext): Promise<Outcome<PerformedAction>>;
  /** Returns `Busy` if so many callers want to perform an action on a document that no other can wait. */
  congestion(attempt: ActionAttempt): Problem | undefined;
  /** Returns the view of a document of another resource. */
  view(query: { readonly view: View; readonly id: string }, context: OperationContext): Promise<Outcome<ViewValues>>;
  /** Returns the views of the documents of another resource that the caller may read, by `_id`. */
  views(query: ViewQuery, context: OperationContext): Promise<Outcome<ReadonlyMap<string, ViewValues>>>;
  /** Returns the `_id`s of the documents of another resource that a search finds. */
  search(query: SearchQuery, context: OperationContext): Promise<Outcome<readonly string[]>>;
  changeAffordance(document: Document, context: OperationContext): Affordance | undefined;
  affordances(documents: readonly Document[], context: OperationContext): Promise<readonly (readonly Affordance[])[]>;
  /** Returns the API for other services. Fails with `NotAllowed` for any other caller. */
  internalApi(context: OperationContext): Outcome<ResourceInternalApi>;
  readonly maintenance: Maintenance;
}

/** The API that a resource provides to other services, so that they can enforce rules that span several services. */
export interface ResourceInternalApi {
  /** Stores which relations of the calling service refer to this resource. Resolves when it is durable. */
  remember(referrers: readonly Referrer[]): Promise<void>;
  /** Forgets the relations of a service that is gone for good. Resolves to their number. */
  retire(service: string): Promise<number>;
  /** Returns the names of the services that removals ask. */
  referringServices(): Promise<readonly string[]>;
  referenceStates(queries: readonly ReferenceStateQuery[]): Promise<readonly (ReferenceState | undefined)[]>;
  countReferrers(query: ReferenceQuery & { readonly caller: OperationContext['caller'] }): Promise<ReferrerCount>;
  findReferrers(query: ReferrerPageQuery): Promise<ReferrerPage>;
  /** Creates a document, without waiting for concurrent operations: the calling service makes the attempts. */
  create(
    values: CreationValues,
    context: OperationContext,
  ): Promise<Outcome<{ readonly created: boolean; readonly _id: string }>>;
  /** Removes all documents that refer to others, or none. Returns their number. */
  removeReferrers(query: ReferenceQuery, context: OperationContext): Promise<Outcome<number>>;
  invoke(operation: string, input: unknown): Promise<Outcome<unknown>>;
}

/** A document that another service creates. */
export interface CreationValues {
  /** Relation → `_id` of its target. The document is created in the list of the first one. */
  readonly of: ParentReferences;
  /** Field → value. */
  readonly where?: Readonly<Record<string, unknown>> | undefined;
  /** Whether an attempt has failed before. */
  readonly isRepeated?: boolean | undefined;
}

/** The maintenance of a resource. */
export interface Maintenance {
  /** Recovers expired pending writes and removes expired records. */
  recoverExpired(): Promise<void>;
  /** Counts the pending writes. */
  pendingCount(): Promise<number>;
  /** Returns the number of pending writes and compensations that recovery completed since the start. */
  recoveredCount(): number;
}

export interface ResourceSettings {
  /** Milliseconds after which the lease of a pending write expires unless it is renewed. */
  readonly leaseMs: number;
  /** The context for maintenance and recovery, with the identity of the service. */
  readonly systemContext: OperationContext;
  readonly limits: Limits;
  /** The maximum number of secrets that are hashed at the same time. */
  readonly hashConcurrency: number;
  /** Milliseconds within which every service that runs announces the relations that refer to this resource. */
  readonly announcementMs: number;
  readonly log: Pick<Log, 'warn'>;
}

/** Opens the collections of a resource and creates its operations. */
export async function openResource(
  definition: Definition,
  store: Store,
  { leaseMs, systemContext, limits, hashConcurrency, announcementMs, log }: ResourceSettings,
): Promise<Resource> {
  const { plural } = definition;
  const documents = await store.collection<Document>(plural, indexesOf(definition));
  const runtime: ResourceRuntime = {
    definition,
    documents,
    referrers: await openReferrers(store, { plural, documents }, { announcementMs }),
    journal: await openJournal(store, plural),
    totals: createTotals(documents, limits.totals),
    durableReads: createDurableReads(store),
    leaseMs,
    leases: createLeaseObserver(),
    failedUndos: createFailedUndos(),
    systemContext,
    limits,
    admission: createAdmissionQueue(limits.admission),
    givenUpLeases: createGivenUpLeases(idempotencyLeaseMs),
    statistics: { recovered: 0 },
    hashSecret: createSecretHasher(hashConcurrency),
    recover: (document) => recover(runtime, document),
  };
  await backfillUniqueKeys(runtime, log);
  await backfillClaims(runtime);
  return {
    definition,
    limits,
    mayCreate: (list, context) => mayCreate(runtime, list, context),
    creationAffordances: (lists, context) => creationAffordances(runtime, lists, context),
    missingParent: (list, context) => missingParent(definition, { list, as: 'caller' }, context),
    create: (request, context) => create(runtime, request, context),
    get: (id, { caller }) => findVisible(runtime, id, caller),
    find: (ids, context) => find(runtime, ids, context),
    list: (query, context) => list(runtime, query, context),
    page: (query, context) => page(runtime, query, context),
    checkList: (parent, context) => checkList(runtime, parent, context),
    count: (filter, context) => count(runtime, filter, context),
    exists: (filter, context) => exists(runtime, filter, context),
    listGroups: (query, context) => listGroups(runtime, query, context),
    countGroups: (query, context) => countGroups(runtime, query, context),
    changes: (query, context) => changes(runtime, query, context),
    change: (request, context) => change(runtime, request, context),
    remove: (request, context) => remove(runtime, request, context),
    removeMany: (request, context) => removeMany(runtime, request, context),
    act: (request, context) => act(runtime, request, context),
    congestion: (attempt) => congestion(runtime, attempt),
    view: (query, context) => view(runtime, query, context),
    views: (query, context) => views(runtime, query, context),
    search: (query, context) => search(runtime, query, context),
    changeAffordance: (document, context) => changeAffordance(runtime, document, context),
    affordances: (documents, context) => affordances(runtime, documents, context),
    internalApi: ({ caller }) =>
      caller.service === undefined
        ? fail(notAllowed('the internal API is reserved for other services'))
        : succeed(createInternalApi(runtime, caller.service)),
    maintenance: {
      recoverExpired: () => recoverExpired(runtime),
      pendingCount: () => countPending(runtime),
      recoveredCount: () => runtime.statistics.recovered,
    },
  };
}

/** Creates the API for one service that calls it. */
function createInternalApi(runtime: ResourceRuntime, service: string): ResourceInternalApi {
  const { read: durably } = runtime.durableReads;
  const impatient: ResourceRuntime = { ...runtime, limits: { ...runtime.limits, contentionMs: 0 } };
  return {
    remember: (referrers) => runtime.referrers.remember(service, referrers),
    retire: (retired) => runtime.referrers.retire(retired),
    referringServices: () => runtime.referrers.services(),
    referenceStates: (queries) => durably(() => referenceStates(runtime, queries)),
    countReferrers: (query) => durably(() => countReferrers(runtime, query)),
    findReferrers: (query) => durably(() => findReferrers(runtime, query)),
    create: async ({ of, where, isRepeated }, context) => {
      const list = Object.fromEntries(Object.entries(of).slice(0, 1));
      const request = { list, inputs: [{ ...where, ...of }], isBatch: false, isRepeated, read: succeed };
      const outcome = await create(impatient, request, context);
      if (!outcome.ok) return outcome;
      return succeed(outcome.value.map(({ created, document: { _id } }) => ({ created, _id }))[0]!);
    },
    removeReferrers: ({ relation, ids }, context) =>
      removeMany(runtime, { list: { [relation]: { $in: ids } }, all: false, cascade: true }, context),
    invoke: async (operation, input) => {
      const implementation = runtime.definition.internal.find(({ contract }) => contract.name === operation);
      if (implementation === undefined)
        return fail(notFound(`there is no internal operation ${JSON.stringify(operation)}`));
      return durably(() => implementation.run(input, ruleContext(runtime, runtime.systemContext)));
    },
  };
}
