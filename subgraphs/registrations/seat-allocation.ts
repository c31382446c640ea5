import { fail, succeed, thereFilter, transient, type Known, type Outcome, type Rule } from '#kit';
import { eventFull } from '../shared.ts';
import { fetchLimit, fetchSeating, forgetIdleLimits, knownLimit, knownLimits } from './capacity-limits.ts';
import type { Seated, SeatingContext } from './registration-document.ts';
import { freeSeat } from './free-seats.ts';

/** A seat to try. Before it says that there is none, it asks for the limit afresh. */
async function seatToTry({ event, _intent }: Seated, context: SeatingContext): Promise<Outcome<number>> {
  const known = await knownLimit(event, context);
  const seat = known === undefined ? undefined : await freeSeat(event, known, context);
  if (seat !== undefined) return succeed(seat);
  const fetched = await fetchLimit(event, context);
  if (!fetched.ok) return fetched;
  const { capacity, isLowering } = fetched.value;
  const free = await freeSeat(event, capacity, context);
  if (free !== undefined) return succeed(free);
  if (isLowering) return fail(transient('the capacity is being changed; try again'));
  const seated = { event, seat: { $lte: capacity } };
  const sold = await context.documents.count({ ...seated, ...thereFilter });
  const own = _intent === undefined ? 0 : await context.documents.count({ ...seated, '_intent.token': _intent.token });
  if (sold + own < capacity) return underWay(event, context);
  return fail(eventFull(`all ${capacity} seats are taken`, { capacity }));
}

/** Seats that are only intended may yet become free. */
async function underWay(event: string, context: SeatingContext): Promise<Outcome<never>> {
  const arriving = await context.documents.find({ event, '_intent.kind': 'arriving' });
  for (const document of arriving) await context.settle(document);
  return fail(transient('the last seats are being taken by others; try again'));
}

/** Whether there is a seat left at the event of each list, as far as can be found out now. */
async function haveSeats(lists: readonly Known[], context: SeatingContext): Promise<readonly boolean[]> {
  const events = [...new Set(lists.flatMap(({ event }) => event ?? []))];
  if (events.length === 0) return lists.map(() => true);
  const [known, registered] = await Promise.all([
    knownLimits(events, context),
    context.documents.countGroups({ by: 'event', keys: events, filter: thereFilter }),
  ]);
  const capacityOf = async (event: string): Promise<number> => {
    const capacity = known.get(event);
    if (capacity !== undefined) return capacity;
    const seating = await fetchSeating(event, context.peers);
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
export const aSeatForEach: Rule<Seated> = {
  problems: [eventFull],
  on: ['event'],
  sweep: forgetIdleLimits,
  open: haveSeats,
  allot: {
    field: 'seat',
    next: seatToTry,
    holds: async ({ event, seat = Infinity }, context) => {
      const known = await knownLimit(event, context);
      if (known !== undefined) return succeed(seat <= known);
      const fetched = await fetchLimit(event, context);
      return fetched.ok ? succeed(seat <= fetched.value.capacity) : fetched;
    },
  },
};
