import type { Metadata, Rule } from '../../kit/resource/definition.ts';
import type { ForeignDocument, Peers } from '../../kit/resource/peers.ts';
import { defineProblem, succeed, type Outcome } from '../../kit/resource/problems.ts';

interface Seating extends Metadata {
  readonly capacity: number;
}

export const seatsTaken = defineProblem({
  name: 'SeatsTaken',
  status: 409,
  title: 'More seats are taken than that',
  description:
    'An event at the venue has more registrations than the venue would have seats. Cancel some, or move the event, first.',
  extensions: { event: { kind: 'reference', resource: 'event' }, registered: { kind: 'integer' } },
});

interface Crowd {
  readonly event: ForeignDocument;
  readonly registered: number;
}

/** The first event at the venue with more registrations than `capacity`. */
async function firstAbove(peers: Peers, { _id, capacity }: Seating): Promise<Outcome<Crowd | undefined>> {
  const events = await peers.find('event', { of: { venue: _id } });
  if (!events.ok) return events;
  for (const event of events.value) {
    const registered = await peers.count('registration', { of: { event: event._id } });
    if (!registered.ok) return registered;
    if (registered.value > capacity) return succeed({ event, registered: registered.value });
  }
  return succeed(undefined);
}

/** A venue's capacity is not lowered below what an event there has sold. */
export const keepsItsSeats: Rule<Seating> = {
  problems: [seatsTaken],
  on: ['capacity'],
  check: async (next, previous, { peers }) => {
    if (previous === undefined || next.capacity >= previous.capacity) return undefined;
    const crowd = await firstAbove(peers, next);
    if (!crowd.ok) return crowd.problem;
    if (crowd.value === undefined) return undefined;
    const { event, registered } = crowd.value;
    return seatsTaken(`${JSON.stringify(event['name'])} has ${registered} registrations`, {
      event: event._id,
      registered,
    });
  },
};
