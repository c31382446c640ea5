import { z } from 'zod';
import type { Metadata, Rule, RuleContext } from '../../kit/resource/definition.ts';
import type { Peers } from '../../kit/resource/peers.ts';
import { fail, invalidBecause, succeed, type Outcome } from '../../kit/resource/problems.ts';
import { eventFull } from '../vocabulary.ts';

interface Seated extends Metadata {
  readonly event: string;
  readonly account: string;
  /** From 1 to the capacity of the event's venue; unique at the event. */
  readonly seat?: number;
}

const placed = z.object({ venue: z.string() });
const seating = z.object({ capacity: z.number().int() });

/** How many seats the event's venue has now. */
async function capacityOf(event: string, peers: Peers): Promise<Outcome<number>> {
  const found = await peers.get('event', event);
  if (!found.ok) return found;
  if (found.value === undefined)
    return fail(invalidBecause([{ field: 'event', message: `there is no event ${JSON.stringify(event)}` }]));
  const venue = await peers.get('venue', placed.parse(found.value).venue);
  if (!venue.ok) return venue;
  if (venue.value === undefined) return fail(invalidBecause([{ field: 'event', message: 'its venue is gone' }]));
  return succeed(seating.parse(venue.value).capacity);
}

/** The lowest seat that nobody has. */
async function lowestFree({ event }: Seated, { documents }: RuleContext<Seated>): Promise<number> {
  const taken = new Set((await documents.find({ event })).map(({ seat }) => seat));
  let seat = 1;
  while (taken.has(seat)) seat++;
  return seat;
}

/** The seat to try: after the number of those taken, while that is free; where it is not, the lowest free one. */
async function seatToTry(document: Seated, refused: readonly unknown[], context: RuleContext<Seated>): Promise<number> {
  if (refused.length > 0) return lowestFree(document, context);
  return (await context.documents.count({ event: document.event })) + 1;
}

/**
 * An event never has more registrations than its venue has seats: each registration holds a numbered seat, which the
 * store gives only once. There is no counter that can drift.
 */
export const aSeatForEach: Rule<Seated> = {
  problems: [eventFull],
  on: ['event'],
  allot: {
    field: 'seat',
    next: async (document, refused, context) => {
      const capacity = await capacityOf(document.event, context.peers);
      if (!capacity.ok) return capacity;
      const hint = await seatToTry(document, refused, context);
      const seat = hint > capacity.value ? await lowestFree(document, context) : hint;
      if (seat <= capacity.value) return succeed(seat);
      return fail(eventFull(`all ${capacity.value} seats are taken`, { capacity: capacity.value }));
    },
  },
};
