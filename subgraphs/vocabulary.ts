import { z } from 'zod';
import type { Standing } from '../kit/resource/peers.ts';
import { defineProblem } from '../kit/resource/problems.ts';

/** Problems that more than one service speaks of. */
export const eventFull = defineProblem({
  name: 'EventFull',
  status: 409,
  title: 'The event is full',
  description: 'Every seat of the venue is taken. A seat opens when somebody cancels, or when the venue grows.',
  extensions: { capacity: { kind: 'integer' } },
});

/** Roles of accounts, besides `admin`, which is root's. */
export const accountRoles = ['member', 'manager', 'hr'] as const;

/** An event, and how many are registered for it. */
export interface Crowd {
  readonly event: string;
  readonly registered: number;
}

/** How many seats there are, and whether that is so only because a capacity may be about to become lower. */
export interface Seating {
  readonly capacity: number;
  readonly isLowering: boolean;
}

const seats = z.object({ capacity: z.number().int() });
const intendedSeats = z.object({ capacity: z.number().int().optional() });

/** The seats of an event that happens, or may be about to happen, at these venues: the fewest, intended ones counted. */
export function seatingOf(venues: readonly Standing[]): Seating {
  const now = venues.map(({ current }) => seats.parse(current).capacity);
  const intended = venues.flatMap(({ next }) => intendedSeats.parse(next ?? {}).capacity ?? []);
  const [capacity, settled] = [Math.min(...now, ...intended), Math.min(...now)];
  return { capacity: Number.isFinite(capacity) ? capacity : 0, isLowering: capacity < settled };
}
