import type { Filter, Store } from '../store/port.ts';
import type { Bound } from './runtime.ts';
import type { Context } from './definition/context.ts';
import type { Definition } from './definition/definition.ts';
import type { Document } from './definition/documents.ts';
import type { Known } from './definition/relations.ts';
import { act, type Deed } from './operations/act.ts';
import { editOffer, offers, type Offer, creationOffers } from './operations/affordances.ts';
import { change, type Change } from './operations/change.ts';
import { create, mayCreate, type Creation } from './operations/create.ts';
import type { Created } from './operations/created.ts';
import { visible } from './runtime.ts';
import { type CompletedAction } from './operations/act.ts';
import {
  count,
  countGroups,
  find,
  list,
  listGroups,
  page,
  type Found,
  type GroupQuery,
  type Page,
  type Query,
} from './operations/list.ts';
import { clear, type Clearance } from './operations/clear.ts';
import { remove, type Removal, type Removed } from './operations/remove.ts';
import { referrers, referring, standing, type StandingQuestion } from './operations/reference-state.ts';
import { indexesOf } from './indexes.ts';
import { backfillClaims } from './pending-writes/backfill-claims.ts';
import { countPending, recoverExpired } from './pending-writes/recover-expired.ts';
import { recover } from './pending-writes/recovery.ts';
import { openLedger } from './journal.ts';
import type { Limits } from './limits.ts';
import type { Reference, Referrers, Referring, ReferrersPage, Standing } from './remote-resources.ts';
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
  mayCreate(list: Known, context: Context): Outcome<true | Filter>;
  creationOffers(lists: readonly Known[], context: Context): Promise<readonly (Offer | undefined)[]>;
  create(creation: Creation, context: Context): Promise<Outcome<readonly Created[]>>;
  get(id: string, context: Context): Promise<Outcome<Document>>;
  find(ids: readonly string[], context: Context): Promise<Outcome<Found>>;
  list(query: Query, context: Context): Promise<Outcome<readonly Document[]>>;
  page(query: Query, context: Context): Promise<Outcome<Page>>;
  count(filter: Filter, context: Context): Promise<Outcome<number>>;
  listGroups(query: GroupQuery, context: Context): Promise<Outcome<Map<string, Document[]>>>;
  countGroups(
    query: Pick<GroupQuery, 'by' | 'keys' | 'filter'>,
    context: Context,
  ): Promise<Outcome<Map<string, number>>>;
  change(request: Change, context: Context): Promise<Outcome<Document>>;
  remove(request: Removal, context: Context): Promise<Outcome<Removed>>;
  clear(request: Clearance, context: Context): Promise<Outcome<number>>;
  act(deed: Deed, context: Context): Promise<Outcome<CompletedAction>>;
  editOffer(document: Document, context: Context): Offer | undefined;
  offers(documents: readonly Document[], context: Context): Promise<readonly (readonly Offer[])[]>;
  /** What other services may ask, to keep the rules that span them; `NotAllowed` for any other caller. */
  inquiries(context: Context): Outcome<ResourceInquiries>;
  readonly upkeep: Upkeep;
}

export interface ResourceInquiries {
  standing(questions: readonly StandingQuestion[]): Promise<readonly (Standing | undefined)[]>;
  referring(question: Reference & { readonly caller: Context['caller'] }): Promise<Referring>;
  referrers(page: ReferrersPage): Promise<Referrers>;
  ask(operation: string, input: unknown): Promise<Outcome<unknown>>;
}

/** What keeps a resource in order. */
export interface Upkeep {
  /** Finishes what others left half-done, and forgets what is old. */
  sweep(): Promise<void>;
  /** How many intentions there are. */
  pending(): Promise<number>;
  /** How many intentions were finished by others than their owners since the start. */
  finished(): number;
}

export interface ResourceSettings {
  /** Milliseconds for which an intention holds when nobody renews it. */
  readonly intentionMs: number;
  /** The service's own identity, for work that no caller asked for. */
  readonly system: Context;
  readonly limits: Limits;
}

/** Opens the resource's collection and binds the operations to it. */
export async function openResource(
  definition: Definition,
  store: Store,
  { intentionMs, system, limits }: ResourceSettings,
): Promise<Resource> {
  const bound: Bound = {
    definition,
    documents: await store.collection<Document>(definition.plural, indexesOf(definition)),
    ledger: await openLedger(store, definition.plural),
    intentionMs,
    system,
    limits,
    tally: { finished: 0 },
    recover: (document) => recover(bound, document),
  };
  await backfillClaims(bound);
  /** An answer to another service, once it is sure to stay so. */
  async function certified<T>(answer: T): Promise<T> {
    await store.certify();
    return answer;
  }
  const inquiries: ResourceInquiries = {
    standing: async (questions) => certified(await standing(bound, questions)),
    referring: async (question) => certified(await referring(bound, question)),
    referrers: async (page) => certified(await referrers(bound, page)),
    ask: async (operation, input) => {
      const run = definition.internal[operation];
      if (run === undefined) return fail(notFound(`there is no internal operation ${JSON.stringify(operation)}`));
      return certified(await run(input, ruleContext(bound, system)));
    },
  };
  return {
    definition,
    limits,
    mayCreate: (list, context) => mayCreate(bound, list, context),
    creationOffers: (lists, context) => creationOffers(bound, lists, context),
    create: (creation, context) => create(bound, creation, context),
    get: (id, { caller }) => visible(bound, id, caller),
    find: (ids, context) => find(bound, ids, context),
    list: (query, context) => list(bound, query, context),
    page: (query, context) => page(bound, query, context),
    count: (filter, context) => count(bound, filter, context),
    listGroups: (query, context) => listGroups(bound, query, context),
    countGroups: (query, context) => countGroups(bound, query, context),
    change: (request, context) => change(bound, request, context),
    remove: (request, context) => remove(bound, request, context),
    clear: (request, context) => clear(bound, request, context),
    act: (deed, context) => act(bound, deed, context),
    editOffer: (document, context) => editOffer(bound, document, context),
    offers: (documents, context) => offers(bound, documents, context),
    inquiries: ({ caller }) =>
      caller.service === undefined ? fail(notAllowed('this is for the services among themselves')) : succeed(inquiries),
    upkeep: {
      sweep: () => recoverExpired(bound),
      pending: () => countPending(bound),
      finished: () => bound.tally.finished,
    },
  };
}
