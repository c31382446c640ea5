import { z } from 'zod';
import type { Metadata, Rule } from '../../kit/resource/definition.ts';
import { eventFull } from '../vocabulary.ts';

interface Placed extends Metadata {
  readonly venue: string;
}

const seating = z.object({ capacity: z.number().int() });

/** An event is not moved to a venue that has fewer seats than the event has registrations. */
export const fitsItsVenue: Rule<Placed> = {
  problems: [eventFull],
  on: ['venue'],
  check: async (next, previous, { peers }) => {
    if (previous === undefined) return undefined;
    const [venue, registered] = await Promise.all([
      peers.get('venue', next.venue),
      peers.count('registration', { of: { event: next._id } }),
    ]);
    if (!venue.ok) return venue.problem;
    if (!registered.ok) return registered.problem;
    const { capacity } = seating.parse(venue.value);
    if (registered.value <= capacity) return undefined;
    return eventFull(`${registered.value} are registered, and that venue seats ${capacity}`, { capacity });
  },
};
