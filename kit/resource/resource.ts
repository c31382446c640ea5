import type { Filter, Store } from '../store/port.ts';
import type { ResourceRuntime } from './runtime.ts';
import type { OperationContext } from './definition/context.ts';
import type { Definition } from './definition/definition.ts';
import type { Document } from './definition/documents.ts';
import type { ParentReferences } from './definition/relations.ts';
import { act, type ActionRequest } from './operations/act.ts';
import { changeAffordance, affordances, type Affordance, creationAffordances } from './operations/affordances.ts';
import { change, type ChangeRequest } from './operations/change.ts';
import { create, mayCreate, type CreateRequest } from './operations/create.ts';
import type { CreateResult } from './operations/create-result.ts';
import { findVisible } from './runtime.ts';
import { type PerformedAction } from './operations/act.ts';
import {
  count,
  countGroups,
  find,
  list,
  listGroups,
  page,
  type VisibleDocuments,
  type GroupedFindQuery,
  type DocumentPage,
  type FindQuery,
} from './operations/list.ts';
import { removeMany, type RemoveManyRequest } from './operations/remove-many.ts';
import { remove, type RemoveRequest, type RemoveResult } from './operations/remove.ts';
import {
  findReferrers,
  countReferrers,
  referenceStates,
  type ReferenceStateQuery,
} from './operations/reference-state.ts';
import { indexesOf } from './indexes.ts';
import { backfillClaims } from './pending-writes/backfill-claims.ts';
import { countPending, recoverExpired } from './pending-writes/recover-expired.ts';
import { recover } from './pending-writes/recovery.ts';
import { openJournal } from './journal.ts';
import type { Limits } from './limits.ts';
import type {
  ReferenceQuery,
  ReferrerPage,
  ReferrerCount,
  ReferrerPageQuery,
  ReferenceState,
} from './remote-resources.ts';
import { fail, succeed, type Outcome } from './problems.ts';
import { notAllowed, notFound } from './common-problems.ts';
import { ruleContext } from './rule-context.ts';

/**
 * A definition at work on a store: the operations that both faces call. Each decides access by itself, and returns
 * what a caller must expect as a value.
 */
export interface Resource {
  readonly definition: Definition;
  readonly limits: Limits;
  mayCreate(list: ParentReferences, context: OperationContext): Outcome<true | Filter>;
  creationAffordances(
    lists: readonly ParentReferences[],
    context: OperationContext,
  ): Promise<readonly (Affordance | undefined)[]>;
  create(creation: CreateRequest, context: OperationContext): Promise<Outcome<readonly CreateResult[]>>;
  get(id: string, context: OperationContext): Promise<Outcome<Document>>;
  find(ids: readonly string[], context: OperationContext): Promise<Outcome<VisibleDocuments>>;
  list(query: FindQuery, context: OperationContext): Promise<Outcome<readonly Document[]>>;
  page(query: FindQuery, context: OperationContext): Promise<Outcome<DocumentPage>>;
  count(filter: Filter, context: OperationContext): Promise<Outcome<number>>;
  listGroups(query: GroupedFindQuery, context: OperationContext): Promise<Outcome<Map<string, Document[]>>>;
  countGroups(
    query: Pick<GroupedFindQuery, 'by' | 'keys' | 'filter'>,
    context: OperationContext,
  ): Promise<Outcome<Map<string, number>>>;
  change(request: ChangeRequest, context: OperationContext): Promise<Outcome<Document>>;
  remove(request: RemoveRequest, context: OperationContext): Promise<Outcome<RemoveResult>>;
  removeMany(request: RemoveManyRequest, context: OperationContext): Promise<Outcome<number>>;
  act(deed: ActionRequest, context: OperationContext): Promise<Outcome<PerformedAction>>;
  changeAffordance(document: Document, context: OperationContext): Affordance | undefined;
  affordances(documents: readonly Document[], context: OperationContext): Promise<readonly (readonly Affordance[])[]>;
  /** What other services may ask, to keep the rules that span them; `NotAllowed` for any other caller. */
  internalApi(context: OperationContext): Outcome<ResourceInternalApi>;
  readonly maintenance: Maintenance;
}

export interface ResourceInternalApi {
  referenceStates(questions: readonly ReferenceStateQuery[]): Promise<readonly (ReferenceState | undefined)[]>;
  countReferrers(question: ReferenceQuery & { readonly caller: OperationContext['caller'] }): Promise<ReferrerCount>;
  findReferrers(page: ReferrerPageQuery): Promise<ReferrerPage>;
  invoke(operation: string, input: unknown): Promise<Outcome<unknown>>;
}

/** What keeps a resource in order. */
export interface Maintenance {
  /** Finishes what others left half-done, and forgets what is old. */
  recoverExpired(): Promise<void>;
  /** How many intentions there are. */
  pendingCount(): Promise<number>;
  /** How many intentions were finished by others than their owners since the start. */
  recoveredCount(): number;
}

export interface ResourceSettings {
  /** Milliseconds for which an intention holds when nobody renews it. */
  readonly leaseMs: number;
  /** The service's own identity, for work that no caller asked for. */
  readonly systemContext: OperationContext;
  readonly limits: Limits;
}

/** Opens the resource's collection and binds the operations to it. */
export async function openResource(
  definition: Definition,
  store: Store,
  { leaseMs, systemContext, limits }: ResourceSettings,
): Promise<Resource> {
  const runtime: ResourceRuntime = {
    definition,
    documents: await store.collection<Document>(definition.plural, indexesOf(definition)),
    journal: await openJournal(store, definition.plural),
    leaseMs,
    systemContext,
    limits,
    statistics: { recovered: 0 },
    recover: (document) => recover(runtime, document),
  };
  await backfillClaims(runtime);
  /** An answer to another service, once it is sure to stay so. */
  async function certified<T>(answer: T): Promise<T> {
    await store.ensureDurableReads();
    return answer;
  }
  const inquiries: ResourceInternalApi = {
    referenceStates: async (questions) => certified(await referenceStates(runtime, questions)),
    countReferrers: async (question) => certified(await countReferrers(runtime, question)),
    findReferrers: async (page) => certified(await findReferrers(runtime, page)),
    invoke: async (operation, input) => {
      const run = definition.internal[operation];
      if (run === undefined) return fail(notFound(`there is no internal operation ${JSON.stringify(operation)}`));
      return certified(await run(input, ruleContext(runtime, systemContext)));
    },
  };
  return {
    definition,
    limits,
    mayCreate: (list, context) => mayCreate(runtime, list, context),
    creationAffordances: (lists, context) => creationAffordances(runtime, lists, context),
    create: (creation, context) => create(runtime, creation, context),
    get: (id, { caller }) => findVisible(runtime, id, caller),
    find: (ids, context) => find(runtime, ids, context),
    list: (query, context) => list(runtime, query, context),
    page: (query, context) => page(runtime, query, context),
    count: (filter, context) => count(runtime, filter, context),
    listGroups: (query, context) => listGroups(runtime, query, context),
    countGroups: (query, context) => countGroups(runtime, query, context),
    change: (request, context) => change(runtime, request, context),
    remove: (request, context) => remove(runtime, request, context),
    removeMany: (request, context) => removeMany(runtime, request, context),
    act: (deed, context) => act(runtime, deed, context),
    changeAffordance: (document, context) => changeAffordance(runtime, document, context),
    affordances: (documents, context) => affordances(runtime, documents, context),
    internalApi: ({ caller }) =>
      caller.service === undefined ? fail(notAllowed('this is for the services among themselves')) : succeed(inquiries),
    maintenance: {
      recoverExpired: () => recoverExpired(runtime),
      pendingCount: () => countPending(runtime),
      recoveredCount: () => runtime.statistics.recovered,
    },
  };
}
