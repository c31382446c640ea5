import { z } from 'zod';
import {
  defineProblem,
  fail,
  succeed,
  transient,
  type Metadata,
  type Outcome,
  type RemoteResources,
  type Problem,
  type Rule,
} from '#kit';
import type { RegistrationCount } from '../shared.ts';

interface VenueDocument extends Metadata {
  readonly capacity: number;
}

export const seatsTaken = defineProblem({
  name: 'SeatsTaken',
  status: 409,
  title: 'More seats are taken than that',
  description:
    'Events at the venue have more registrations than the venue would have seats. Cancel some, or move the events, first.',
  extensions: {
    event: { kind: 'reference', resource: 'event', description: 'An event with more registrations than that.' },
    registered: { kind: 'integer', description: 'How many are registered for it.' },
    events: { kind: 'references', resource: 'event', description: 'Such events: all, or the first of very many.' },
  },
});

/** Events of one question to a peer, and most that a refusal names. */
const eventsPerQuestion = 500;
const mostNamed = 20;

const answer = z.object({ full: z.array(z.object({ event: z.string(), registered: z.number() })) });
const named = z.object({ name: z.string() });

/** Has the limits of events lowered; answers those that have more registrations than that. */
async function lower(
  peers: RemoteResources,
  events: readonly string[],
  capacity: number,
): Promise<Outcome<readonly RegistrationCount[]>> {
  if (events.length === 0) return succeed([]);
  const limited = await peers.invoke('registration', 'limit', { events, capacity });
  return limited.ok ? succeed(answer.parse(limited.value).full) : limited;
}

/** Has the limits of all events lowered that are at the venue, or are about to be; answers those that are in the way. */
async function squeeze(
  peers: RemoteResources,
  { _id, capacity }: VenueDocument,
): Promise<Outcome<readonly RegistrationCount[]>> {
  const crowds: RegistrationCount[] = [];
  let after: string | undefined = '';
  let coming: readonly RegistrationCount[] = [];
  while (after !== undefined && crowds.length < mostNamed) {
    const page = { relation: 'venue', id: _id, after, limit: eventsPerQuestion };
    const events = await peers.findReferrers('event', page);
    if (!events.ok) return events;
    const lowered = await lower(peers, events.value.settled, capacity);
    if (!lowered.ok) return lowered;
    crowds.push(...lowered.value);
    const onTheirWay = await lower(peers, events.value.coming, capacity);
    if (!onTheirWay.ok) return onTheirWay;
    coming = [...coming, ...onTheirWay.value];
    after = events.value.settled.length < eventsPerQuestion ? undefined : events.value.settled.at(-1);
  }
  if (crowds.length === 0 && coming.length > 0)
    return fail(transient('an event with more registrations than that is being moved to the venue; try again'));
  return succeed(crowds);
}

async function nameOf(peers: RemoteResources, event: string): Promise<string> {
  const found = await peers.referenceState('event', event, 'service');
  const parsed = named.safeParse(found.ok ? found.value?.current : undefined);
  return JSON.stringify(parsed.success ? parsed.data.name : event);
}

async function refusal(peers: RemoteResources, crowds: readonly RegistrationCount[]): Promise<Problem> {
  const shown = crowds.slice(0, mostNamed);
  const words = await Promise.all(
    shown.map(async ({ event, registered }) => `${await nameOf(peers, event)} has ${registered} registrations`),
  );
  const events = shown.map(({ event }) => event);
  return seatsTaken(words.join(', '), { event: events[0], registered: shown[0]?.registered, events });
}

/** A venue's capacity is not lowered below what an event there has sold. */
export const capacityNotBelowSold: Rule<VenueDocument> = {
  problems: [seatsTaken],
  on: ['capacity'],
  prepare: async (next, previous, { remote }) => {
    if (next.capacity >= previous.capacity) return undefined;
    const crowds = await squeeze(remote, next);
    if (!crowds.ok) return crowds.problem;
    return crowds.value.length === 0 ? undefined : refusal(remote, crowds.value);
  },
};
