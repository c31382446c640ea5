import { fail, succeed, transient, type Outcome, type RemoteResources, type Rule } from '#kit';
import { eventFull, lowerRegistrationLimits, seatCapacityOf, type RegistrationCount } from '../shared.ts';
import type { EventDocument } from './fields.ts';

/**
 * Lowers the event's registration limit to the capacity of the venue. Returns the capacity, and the number of
 * registrations if it exceeds the capacity, else 0.
 */
async function lowerLimit(
  event: string,
  venue: string,
  remote: RemoteResources,
): Promise<Outcome<RegistrationCount & { capacity: number }>> {
  const state = await remote.referenceState('venue', venue, 'service');
  if (!state.ok) return state;
  const { capacity, isBeingLowered } = seatCapacityOf(state.value);
  const lowered = await lowerRegistrationLimits(remote, [event], capacity);
  if (!lowered.ok) return lowered;
  const [excess] = lowered.value;
  if (excess === undefined) return succeed({ event, registered: 0, capacity });
  if (isBeingLowered) return fail(transient('the capacity of the new venue is being changed; try again'));
  return succeed({ ...excess, capacity });
}

/** Rejects moving an event to a venue whose capacity is below the event's number of registrations. */
export const capacityOfNewVenue: Rule<EventDocument> = {
  problems: [eventFull],
  on: ['venue'],
  prepare: async ({ _id, venue, name }, _previous, { remote }) => {
    const limited = await lowerLimit(_id, venue, remote);
    if (!limited.ok) return limited.problem;
    const { registered, capacity } = limited.value;
    if (registered === 0) return undefined;
    const detail = `${JSON.stringify(name)} has ${registered} registrations, but the new venue has ${capacity} seats`;
    return eventFull(detail, { capacity, event: _id });
  },
};
