import { memoize, type OperationContext } from '#kit';
import { occupancyOfEvents, seatCapacityOf } from '../shared.ts';
import type { EventDocument } from './fields.ts';

/** The registrations and the capacity of an event, and whether the caller is registered. */
export interface RegistrationAvailability {
  readonly registered: number;
  readonly capacity: number;
  readonly isRegistered: boolean;
}

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
  const venues = [...new Set(events.map(({ venue }) => venue))];
  const [occupancy, states] = await Promise.all([
    remote.invoke(occupancyOfEvents, { events: events.map(({ _id }) => _id), account: caller.id }),
    Promise.all(venues.map((venue) => remote.referenceState('venue', venue, 'service'))),
  ]);
  if (!occupancy.ok) return events.map(() => undefined);
  const { counts, mine } = occupancy.value;
  const stateOf = new Map(venues.map((venue, index) => [venue, states[index]]));
  return events.map(({ _id, venue }) => {
    const state = stateOf.get(venue);
    if (state?.ok !== true) return undefined;
    const { capacity } = seatCapacityOf(state.value);
    return { registered: counts[_id] ?? 0, capacity, isRegistered: mine.includes(_id) };
  });
}
