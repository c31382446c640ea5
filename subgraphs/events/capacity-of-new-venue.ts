import { z } from 'zod';
import { fail, succeed, transient, type Metadata, type Outcome, type RemoteResources, type Rule } from '#kit';
import { eventFull, seatCapacityOf, type RegistrationCount } from '../shared.ts';

interface MovedEvent extends Metadata {
  readonly venue: string;
  readonly name: string;
}

const answer = z.object({ full: z.array(z.object({ event: z.string(), registered: z.number() })) });

/** Lowers the event's limit to the seats of the venue; answers how many are registered where that is too many. */
async function squeeze(
  event: string,
  venue: string,
  peers: RemoteResources,
): Promise<Outcome<RegistrationCount & { capacity: number }>> {
  const found = await peers.referenceState('venue', venue, 'service');
  if (!found.ok) return found;
  const { capacity, isBeingLowered } = seatCapacityOf(found.value);
  const limited = await peers.invoke('registration', 'limit', { events: [event], capacity });
  if (!limited.ok) return limited;
  const [crowd] = answer.parse(limited.value).full;
  if (crowd === undefined) return succeed({ event, registered: 0, capacity });
  if (isBeingLowered) return fail(transient('the capacity of that venue is being changed; try again'));
  return succeed({ ...crowd, capacity });
}

/** An event is not moved to a venue that has fewer seats than the event has registrations. */
export const capacityOfNewVenue: Rule<MovedEvent> = {
  problems: [eventFull],
  on: ['venue'],
  prepare: async ({ _id, venue, name }, _previous, { remote }) => {
    const squeezed = await squeeze(_id, venue, remote);
    if (!squeezed.ok) return squeezed.problem;
    const { registered, capacity } = squeezed.value;
    if (registered === 0) return undefined;
    const detail = `${registered} are registered for ${JSON.stringify(name)}, and that venue seats ${capacity}`;
    return eventFull(detail, { capacity });
  },
};
