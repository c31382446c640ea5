import { committedFilter, memoize, paceReads, succeed, type Outcome, type PacedReads } from '#kit';
import type { SeatCapacity } from '../shared.ts';
import { refreshLimit } from './capacity-limits.ts';
import type { RegistrationContext } from './recover-pending.ts';

/** The current capacity of an event, and the confirmed registrations within it. */
export interface Seating extends SeatCapacity {
  readonly committed: number;
}

/** The pace of readings: at most 40 of one event in a second. */
const pace = { burst: 2, intervalMs: 25 };

/**
 * Reads the limit, then counts. A full event is read until its limit is the same after the count, which no failover can
 * undo: if it was raised in between, and a registration came after that, the event was never full.
 */
async function fetchSeating(event: string, context: RegistrationContext): Promise<Outcome<Seating>> {
  let limit = await refreshLimit(event, context);
  while (limit.ok) {
    const { capacity } = limit.value;
    const seated = { event, seat: { $lte: capacity }, ...committedFilter };
    const committed = await context.durably(() => context.documents.count(seated));
    const seating = { ...limit.value, committed };
    if (!isFull(seating)) return succeed(seating);
    limit = await refreshLimit(event, context);
    if (limit.ok && limit.value.capacity === capacity) return succeed(seating);
  }
  return limit;
}

interface SeatingQuery {
  readonly event: string;
  readonly context: RegistrationContext;
}

const readsOf = memoize<RegistrationContext['documents'], PacedReads<SeatingQuery, Outcome<Seating>>>(() =>
  paceReads(pace, async (queries) => {
    const readings = new Map<string, Promise<Outcome<Seating>>>();
    for (const { event, context } of queries) readings.set(event, readings.get(event) ?? fetchSeating(event, context));
    return Promise.all(queries.map(({ event, context }) => readings.get(event) ?? fetchSeating(event, context)));
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
