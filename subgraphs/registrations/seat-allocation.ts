import { fail, succeed, committedFilter, transient, type ParentReferences, type Outcome, type Rule } from '#kit';
import { eventFull } from '../shared.ts';
import { refreshLimit, fetchCapacity, forgetIdleLimits, storedLimit, storedLimits } from './capacity-limits.ts';
import type { RegistrationDocument, RegistrationContext } from './registration-document.ts';
import { freeSeat } from './free-seats.ts';

/** A seat to try. Before it says that there is none, it asks for the limit afresh. */
async function seatToTry(
  { event, _intent }: RegistrationDocument,
  context: RegistrationContext,
): Promise<Outcome<number>> {
  const known = await storedLimit(event, context);
  const seat = known === undefined ? undefined : await freeSeat(event, known, context);
  if (seat !== undefined) return succeed(seat);
  const fetched = await refreshLimit(event, context);
  if (!fetched.ok) return fetched;
  const { capacity, isBeingLowered } = fetched.value;
  const free = await freeSeat(event, capacity, context);
  if (free !== undefined) return succeed(free);
  if (isBeingLowered) return fail(transient('the capacity is being changed; try again'));
  const seated = { event, seat: { $lte: capacity } };
  const sold = await context.documents.count({ ...seated, ...committedFilter });
  const own = _intent === undefined ? 0 : await context.documents.count({ ...seated, '_intent.token': _intent.token });
  if (sold + own < capacity) return underWay(event, context);
  return fail(eventFull(`all ${capacity} seats are taken`, { capacity }));
}

/** Seats that are only intended may yet become free. */
async function underWay(event: string, context: RegistrationContext): Promise<Outcome<never>> {
  const arriving = await context.documents.find({ event, '_intent.kind': 'arriving' });
  for (const document of arriving) await context.recover(document);
  return fail(transient('the last seats are being taken by others; try again'));
}

/** Whether there is a seat left at the event of each list, as far as can be found out now. */
async function haveSeats(
  lists: readonly ParentReferences[],
  context: RegistrationContext,
): Promise<readonly boolean[]> {
  const events = [...new Set(lists.flatMap(({ event }) => event ?? []))];
  if (events.length === 0) return lists.map(() => true);
  const [known, registered] = await Promise.all([
    storedLimits(events, context),
    context.documents.countGroups({ by: 'event', keys: events, filter: committedFilter }),
  ]);
  const capacityOf = async (event: string): Promise<number> => {
    const capacity = known.get(event);
    if (capacity !== undefined) return capacity;
    const seating = await fetchCapacity(event, context.remote);
    return seating.ok ? seating.value.capacity : 0;
  };
  const capacities = await Promise.all(events.map(capacityOf));
  const open = new Set(events.filter((event, index) => (registered.get(event) ?? 0) < (capacities[index] ?? 0)));
  return lists.map(({ event }) => event === undefined || open.has(event));
}

/**
 * An event never has more registrations than its venue has seats: each registration holds a numbered seat, which the
 * store gives only once, and looks after it was written down whether the seat still is one. There is no counter that
 * can drift.
 */
export const seatAllocation: Rule<RegistrationDocument> = {
  problems: [eventFull],
  on: ['event'],
  maintain: forgetIdleLimits,
  isCreationAvailable: haveSeats,
  allocate: {
    field: 'seat',
    propose: seatToTry,
    isStillValid: async ({ event, seat = Infinity }, context) => {
      const known = await storedLimit(event, context);
      if (known !== undefined) return succeed(seat <= known);
      const fetched = await refreshLimit(event, context);
      return fetched.ok ? succeed(seat <= fetched.value.capacity) : fetched;
    },
  },
};
