import { committedFilter, memoize, paceReads, succeed, type Outcome, type PacedReads } from '#kit';
import { refreshLimit, type FetchedLimit } from './capacity-limits.ts';
import { fullAt, rememberFullAt } from './free-seats.ts';
import type { RegistrationContext } from './recover-pending.ts';

/** The current capacity of an event, and the confirmed registrations within it. */
export interface Seating extends FetchedLimit {
  readonly committed: number;
}

/** The pace of readings: at most 40 of one event in a second. */
const pace = { burst: 2, intervalMs: 25 };

/**
 * Counts the registrations within a limit that no failover can undo, and then fetches the limit again, until it is still
 * the same: if it was raised in between, and a registration came after that, the event was never full. The first limit is
 * that of the last reading, if the event was full then. With one that was fetched for this reading, an event with free
 * seats is known to have some at once.
 */
async function fetchSeating(event: string, context: RegistrationContext): Promise<Outcome<Seating>> {
  const former = fullAt(event, context);
  let limit = former === undefined ? await refreshLimit(event, context) : succeed(former);
  while (limit.ok) {
    const { capacity, version } = limit.value;
    const seated = { event, seat: { $lte: capacity }, ...committedFilter };
    const committed = await context.durably(() => context.documents.count(seated));
    const seating = { ...limit.value, committed };
    if (limit.value !== former && !isFull(seating)) return succeed(seating);
    limit = await refreshLimit(event, context);
    if (limit.ok && limit.value.capacity === capacity && limit.value.version === version) return succeed(seating);
  }
  return limit;
}

/** Reads the seating of an event, and remembers the limit for the next reading if it is full. */
async function readAndRemember(event: string, context: RegistrationContext): Promise<Outcome<Seating>> {
  const seating = await fetchSeating(event, context);
  if (seating.ok) rememberFullAt(event, isFull(seating.value) ? seating.value : undefined, context);
  return seating;
}

interface SeatingQuery {
  readonly event: string;
  readonly context: RegistrationContext;
}

const readsOf = memoize<RegistrationContext['documents'], PacedReads<SeatingQuery, Outcome<Seating>>>(() =>
  paceReads(pace, async (queries) => {
    const contexts = new Map(queries.map(({ event, context }) => [event, context]));
    const read = async ([event, context]: [string, RegistrationContext]) =>
      [event, await readAndRemember(event, context)] as const;
    const seatings = new Map(await Promise.all([...contexts].map(read)));
    return queries.map(({ event }) => seatings.get(event)!);
  }),
);

/**
 * Reads the seating of an event, which begins after the call: what it says is true at a moment of the request. Callers
 * that ask at the same time share it, so that telling many people that an event is full takes few readings.
 */
export const readSeating = (event: string, context: RegistrationContext): Promise<Outcome<Seating>> =>
  readsOf(context.documents)([event], { event, context });

/** Whether confirmed registrations take all seats, and no change of the capacity is under way. */
export const isFull = ({ committed, capacity, isBeingLowered }: Seating): boolean =>
  !isBeingLowered && committed >= capacity;
