import { z } from 'zod';
import {
  defineInternal,
  defineProblem,
  defineRoles,
  succeed,
  type Caller,
  type Outcome,
  type ReferenceState,
  type RemoteResources,
} from '#kit';

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
  extensions: {
    capacity: { kind: 'integer', description: 'The number of seats.' },
    event: { kind: 'reference', resource: 'event', description: 'The event that is full.' },
  },
});

/** The roles that an account can have. The role `admin` is reserved for the root user. */
export const accountRoles = ['member', 'manager', 'hr'] as const;
type AccountRole = (typeof accountRoles)[number];

/**
 * Grants every document to callers with one of these roles.
 * @example roles('manager', 'admin')
 */
export const roles = defineRoles(accountRoles);

/** Whether a caller is a member, who acts only for themselves. */
export const isMember = ({ role }: Caller): boolean => role === ('member' satisfies AccountRole);

const registrationCount = z.object({ event: z.string(), registered: z.number() });

/** The number of registrations of an event. */
export type RegistrationCount = Readonly<z.infer<typeof registrationCount>>;

/** Lowers the registration limits of events. Returns in `full` the events with more registrations than the capacity. */
export const limitRegistrations = defineInternal({
  resource: 'registration',
  name: 'limit',
  input: z.object({ events: z.array(z.string()).max(1000).readonly(), capacity: z.number().int().min(0) }),
  output: z.object({ full: z.array(registrationCount) }),
});

/** Counts the registrations of each event, and finds the events that an account is registered for (`mine`). */
export const occupancyOfEvents = defineInternal({
  resource: 'registration',
  name: 'occupancy',
  input: z.object({ events: z.array(z.string()).max(3000), account: z.string().optional() }),
  output: z.object({ counts: z.record(z.string(), z.number()), mine: z.array(z.string()) }),
});

/** Finds the account of a username, in any Unicode form of it. */
export const accountNamed = defineInternal({
  resource: 'account',
  name: 'named',
  input: z.object({ username: z.string() }),
  output: z.object({ account: z.object({ _id: z.string(), username: z.string() }).nullable() }),
});

/** Lowers the registration limits of events. Returns the events with more registrations than the capacity. */
export async function lowerRegistrationLimits(
  remote: RemoteResources,
  events: readonly string[],
  capacity: number,
): Promise<Outcome<readonly RegistrationCount[]>> {
  if (events.length === 0) return succeed([]);
  const result = await remote.invoke(limitRegistrations, { events, capacity });
  return result.ok ? succeed(result.value.full) : result;
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
