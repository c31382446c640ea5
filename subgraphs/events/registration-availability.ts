import { z } from 'zod';
import { memoize, type OperationContext, type Metadata } from '#kit';
import { seatCapacityOf } from '../shared.ts';

/** The part of an event that its actions need. */
export interface EventDocument extends Metadata {
  readonly venue: string;
}

/** The registrations and the capacity of an event, and whether the caller is registered. */
export interface RegistrationAvailability {
  readonly registered: number;
  readonly capacity: number;
  readonly isRegistered: boolean;
}

const resultShape = z.object({ counts: z.record(z.string(), z.number()), mine: z.array(z.string()) });

type Availabilities = Promise<readonly (RegistrationAvailability | undefined)[]>;

/** Caches per request context, so that all actions on the same events share one lookup. */
const lookupsOf = memoize((context: OperationContext) =>
  memoize((events: readonly EventDocument[]) => fetchAvailability(events, context)),
);

/** Returns the availability of each event, in order; undefined where another service is unavailable. */
export const registrationAvailability = (events: readonly EventDocument[], context: OperationContext): Availabilities =>
  lookupsOf(context)(events);

async function fetchAvailability(
  events: readonly EventDocument[],
  { caller, remote }: OperationContext,
): Availabilities {
  const input = { events: events.map(({ _id }) => _id), account: caller.id };
  const venues = [...new Set(events.map(({ venue }) => venue))];
  const [occupancy, states] = await Promise.all([
    remote.invoke('registration', 'occupancy', input),
    Promise.all(venues.map((venue) => remote.referenceState('venue', venue, 'service'))),
  ]);
  if (!occupancy.ok) return events.map(() => undefined);
  const { counts, mine } = resultShape.parse(occupancy.value);
  const stateOf = new Map(venues.map((venue, index) => [venue, states[index]]));
  return events.map(({ _id, venue }) => {
    const state = stateOf.get(venue);
    if (state?.ok !== true) return undefined;
    const { capacity } = seatCapacityOf(state.value);
    return { registered: counts[_id] ?? 0, capacity, isRegistered: mine.includes(_id) };
  });
}
