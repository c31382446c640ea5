import { fail, succeed, transient, type ParentReferences, type Outcome, type Rule } from '#kit';
import { eventFull } from '../shared.ts';
import { refreshLimit, fetchCapacity, forgetIdleLimits, storedLimit, storedLimits } from './capacity-limits.ts';
import type { RegistrationDocument } from './fields.ts';
import { countOccupancy } from './occupancy.ts';
import { recoverPending, type RegistrationContext } from './recover-pending.ts';
import { freeSeat, fullAt } from './free-seats.ts';
import { isFull, readSeating } from './seating.ts';

/** Counts the registrations of the same request that hold seats. */
const countOwn = async (
  { event, _intent }: RegistrationDocument,
  capacity: number,
  { documents }: RegistrationContext,
): Promise<number> =>
  _intent?.batch === undefined
    ? 0
    : documents.count({ event, seat: { $lte: capacity }, '_intent.token': _intent.token });

/**
 * Proposes a seat that may be free. Before it reports that the event is full, it fetches the current limit and waits for
 * pending registrations: only confirmed ones, and those of the same request, make an event full.
 */
async function proposeSeat(document: RegistrationDocument, context: RegistrationContext): Promise<Outcome<number>> {
  const { event } = document;
  const hinted = fullAt(event, context) === undefined ? await hintedSeat(event, context) : undefined;
  if (hinted !== undefined) return succeed(hinted);
  const seating = await readSeating(event, context);
  if (!seating.ok) return seating;
  const { capacity, isBeingLowered, committed } = seating.value;
  if (isFull(seating.value)) return fail(eventFull(`all ${capacity} seats are taken`, { capacity, event }));
  const free = await freeSeat(event, capacity, context);
  if (free !== undefined) return succeed(free);
  if (isBeingLowered) return fail(transient('the capacity of the venue is being changed; try again'));
  if (committed + (await countOwn(document, capacity, context)) < capacity)
    return recoverPending(event, context, 'the last seats are reserved by pending registrations; try again');
  return fail(eventFull(`all ${capacity} seats are taken`, { capacity, event }));
}

/** Returns a seat up to the stored limit that may be free. */
async function hintedSeat(event: string, context: RegistrationContext): Promise<number | undefined> {
  const limit = await storedLimit(event, context);
  return limit === undefined ? undefined : freeSeat(event, limit, context);
}

/** Returns for each parent whether its event has a free seat; false if the capacity cannot be read. */
async function haveFreeSeats(
  parents: readonly ParentReferences[],
  context: RegistrationContext,
): Promise<readonly boolean[]> {
  const events = [...new Set(parents.flatMap(({ event }) => event ?? []))];
  if (events.length === 0) return parents.map(() => true);
  const [limits, { counts }] = await Promise.all([
    storedLimits(events, context),
    countOccupancy({ events, account: undefined }, context.documents),
  ]);
  const capacityOf = async (event: string): Promise<number> => {
    const limit = limits.get(event);
    if (limit !== undefined) return limit;
    const fetched = await fetchCapacity(event, context.remote);
    return fetched.ok ? fetched.value.capacity : 0;
  };
  const capacities = await Promise.all(events.map(capacityOf));
  const withFreeSeats = new Set(events.filter((event, index) => (counts.get(event) ?? 0) < (capacities[index] ?? 0)));
  return parents.map(({ event }) => event === undefined || withFreeSeats.has(event));
}

/**
 * Rejects a registration for a full event. Each registration holds a numbered seat. The kit calls `propose`, inserts
 * the registration with the seat as a pending write, and proposes another seat if the unique index of event and seat
 * rejects it. Then it calls `isStillValid`, because the capacity may have been lowered in between. There is no counter
 * that can drift.
 */
export const seatAllocation: Rule<RegistrationDocument> = {
  problems: [eventFull],
  on: ['event'],
  maintain: forgetIdleLimits,
  isCreationAvailable: haveFreeSeats,
  allocate: {
    field: 'seat',
    propose: proposeSeat,
    isStillValid: async ({ event, seat = Infinity }, context) => {
      const limit = await storedLimit(event, context);
      if (limit !== undefined) return succeed(seat <= limit);
      const fetched = await refreshLimit(event, context);
      return fetched.ok ? succeed(seat <= fetched.value.capacity) : fetched;
    },
  },
};
