import { z } from 'zod';
import { defineProblem, type ReferenceState } from '#kit';

/** Problems that more than one service speaks of. */
export const eventFull = defineProblem({
  name: 'EventFull',
  status: 409,
  title: 'The event is full',
  description: 'Every seat of the venue is taken. A seat opens when somebody cancels, or when the venue grows.',
  extensions: { capacity: { kind: 'integer', description: 'How many seats there are.' } },
});

/** Roles of accounts, besides `admin`, which is root's. */
export const accountRoles = ['member', 'manager', 'hr'] as const;

/** An event, and how many are registered for it. */
export interface RegistrationCount {
  readonly event: string;
  readonly registered: number;
}

/** How many seats there are, and whether that is so only because they may be about to become fewer. */
export interface SeatCapacity {
  readonly capacity: number;
  readonly isBeingLowered: boolean;
}

const seats = z.object({ capacity: z.number().int() });
const intendedSeats = z.object({ capacity: z.number().int().optional() });

/** The seats of an event at a venue, and at the one that it may be about to move to: the fewest, intended ones counted. */
export function seatCapacityOf(venue: ReferenceState | undefined, nextVenue?: ReferenceState): SeatCapacity {
  const all = [venue ?? [], nextVenue ?? []].flat();
  const [settled = 0] = all.map(({ current }) => seats.parse(current).capacity);
  const others = all.flatMap(({ current, next }) => [
    seats.parse(current).capacity,
    intendedSeats.parse(next ?? {}).capacity ?? [],
  ]);
  const capacity = Math.min(settled, ...others.flat());
  return { capacity, isBeingLowered: capacity < settled };
}
