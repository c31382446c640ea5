import {
  implementInternal,
  succeed,
  committedFilter,
  memoize,
  paceReads,
  sharedReadPace,
  type Collection,
  type InternalOperation,
} from '#kit';
import { occupancyOfEvents } from '../shared.ts';
import type { RegistrationDocument } from './fields.ts';

/** How many registrations events have, and which of them an account has. */
export interface Occupancy {
  /** Event → number of registrations, if there are any. */
  readonly counts: ReadonlyMap<string, number>;
  /** The events that the account is registered for. */
  readonly mine: ReadonlySet<string>;
}

/** The events to count, and the account whose registrations are looked for. */
interface OccupancyQuery {
  readonly events: readonly string[];
  readonly account: string | undefined;
}

type Documents = Collection<RegistrationDocument>;

/** Finds the registrations of the accounts of all queries. Returns the events of each account. */
async function eventsByAccount(queries: readonly OccupancyQuery[], documents: Documents) {
  const accounts = [...new Set(queries.flatMap(({ account }) => account ?? []))];
  const events = [...new Set(queries.flatMap((query) => (query.account === undefined ? [] : query.events)))];
  const found = new Map<string, Set<string>>(accounts.map((account) => [account, new Set()]));
  if (accounts.length === 0) return found;
  const ofAccounts = { $and: [{ event: { $in: events } }, { account: { $in: accounts } }, committedFilter] };
  for (const { account, event } of await documents.find(ofAccounts)) found.get(account)?.add(event);
  return found;
}

/** Answers several queries with two queries of the store. */
async function countAll(queries: readonly OccupancyQuery[], documents: Documents): Promise<readonly Occupancy[]> {
  const keys = [...new Set(queries.flatMap(({ events }) => events))];
  const [counts, found] = await Promise.all([
    documents.countGroups({ by: 'event', keys, filter: committedFilter }),
    eventsByAccount(queries, documents),
  ]);
  return queries.map(({ events, account = '' }) => ({
    counts: new Map(events.flatMap((event) => (counts.has(event) ? [[event, counts.get(event) ?? 0]] : []))),
    mine: new Set(events.filter((event) => found.get(account)?.has(event))),
  }));
}

const readsOf = memoize((documents: Documents) =>
  paceReads<OccupancyQuery, Occupancy>(sharedReadPace, (queries) => countAll(queries, documents)),
);

/**
 * Counts the registrations of events and finds those of an account. Callers that ask at the same time share the queries
 * of the store: those of an event begin at most ten times a second, and none before the call that it serves.
 */
export const countOccupancy = (query: OccupancyQuery, documents: Documents): Promise<Occupancy> =>
  readsOf(documents)(query.events, query);

/** Tells other services the occupancy of events. */
export const occupancy: InternalOperation<RegistrationDocument> = implementInternal(
  occupancyOfEvents,
  async ({ events, account }, { documents }) => {
    const { counts, mine } = await countOccupancy({ events, account }, documents);
    return succeed({ counts: Object.fromEntries(counts), mine: [...mine] });
  },
);
