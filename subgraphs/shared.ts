import { z } from 'zod';
import { defineProblem, succeed, type Outcome, type ReferenceState, type RemoteResources } from '#kit';

/**
 * The problem of an event without free seats. The registrations service raises it; the events service returns it from
 * `register`, and raises it for a move to a venue that is too small.
 */
export const eventFull = defineProblem({
  name: 'EventFull',
  status: 409,
  title: 'The event is full',
  description:
    'Every seat is taken. A seat becomes free when a registration is cancelled or the venue gets a higher capacity.',
  extensions: { capacity: { kind: 'integer', description: 'The number of seats.' } },
});

/** The roles that an account can have. The role `admin` is reserved for the root user. */
export const accountRoles = ['member', 'manager', 'hr'] as const;

/** The number of registrations of an event. */
export interface RegistrationCount {
  readonly event: string;
  readonly registered: number;
}

const excessShape = z.object({ full: z.array(z.object({ event: z.string(), registered: z.number() })) });

/**
 * Lowers the registration limits of events (`subgraphs/registrations/lower-limits.ts`). Returns the events with more
 * registrations than the capacity.
 */
export async function lowerRegistrationLimits(
  remote: RemoteResources,
  events: readonly string[],
  capacity: number,
): Promise<Outcome<readonly RegistrationCount[]>> {
  if (events.length === 0) return succeed([]);
  const result = await remote.invoke('registration', 'limit', { events, capacity });
  return result.ok ? succeed(excessShape.parse(result.value).full) : result;
}

/** The number of seats of an event. */
export interface SeatCapacity {
  readonly capacity: number;
  /** Whether a pending write makes the capacity lower than the current one. */
  readonly isBeingLowered: boolean;
}

const currentShape = z.object({ capacity: z.number().int() });
const nextShape = z.object({ capacity: z.number().int().optional() });

/**
 * Computes the capacity of an event from its venue and, during a pending move, its next venue: the lowest of their
 * current and pending capacities.
 */
export function seatCapacityOf(venue: ReferenceState | undefined, nextVenue?: ReferenceState): SeatCapacity {
  const venues = [venue ?? [], nextVenue ?? []].flat();
  const [currentCapacity = 0] = venues.map(({ current }) => currentShape.parse(current).capacity);
  const capacities = venues.flatMap(({ current, next }) => [
    currentShape.parse(current).capacity,
    nextShape.parse(next ?? {}).capacity ?? [],
  ]);
  const capacity = Math.min(currentCapacity, ...capacities.flat());
  return { capacity, isBeingLowered: capacity < currentCapacity };
}
