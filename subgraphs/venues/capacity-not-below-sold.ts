import { z } from 'zod';
import {
  defineProblem,
  fail,
  succeed,
  transient,
  type Outcome,
  type RemoteResources,
  type Problem,
  type Rule,
} from '#kit';
import { lowerRegistrationLimits, type RegistrationCount } from '../shared.ts';
import type { VenueDocument } from './fields.ts';

const seatsTaken = defineProblem({
  name: 'SeatsTaken',
  status: 409,
  title: 'The capacity is lower than the number of registrations',
  description:
    'An event at the venue has more registrations than the new capacity. Cancel registrations or move the event first.',
  extensions: {
    event: {
      kind: 'reference',
      resource: 'event',
      description: 'The first event with more registrations than the new capacity.',
    },
    registered: { kind: 'integer', description: 'The number of registrations for that event.' },
    events: {
      kind: 'references',
      resource: 'event',
      description: 'The events with more registrations than the new capacity, at most 20.',
    },
  },
});

const eventsPerPage = 500;
/** The maximum number of events that the problem names. */
const maxNamedEvents = 20;

const namedShape = z.object({ name: z.string() });

/**
 * Lowers the registration limits of all events at the venue, pending moves to it included. Returns the events with more
 * registrations than the capacity. Fails with a transient problem if only pending moves have too many.
 */
async function lowerAllLimits(
  remote: RemoteResources,
  { _id, capacity }: VenueDocument,
): Promise<Outcome<readonly RegistrationCount[]>> {
  const excess: RegistrationCount[] = [];
  let after: string | undefined = '';
  let pendingExcess: readonly RegistrationCount[] = [];
  while (after !== undefined && excess.length < maxNamedEvents) {
    const page = { relation: 'venue', id: _id, after, limit: eventsPerPage };
    const events = await remote.findReferrers('event', page);
    if (!events.ok) return events;
    const lowered = await lowerRegistrationLimits(remote, events.value.settled, capacity);
    if (!lowered.ok) return lowered;
    excess.push(...lowered.value);
    const loweredPending = await lowerRegistrationLimits(remote, events.value.coming, capacity);
    if (!loweredPending.ok) return loweredPending;
    pendingExcess = [...pendingExcess, ...loweredPending.value];
    after = events.value.settled.length < eventsPerPage ? undefined : events.value.settled.at(-1);
  }
  if (excess.length === 0 && pendingExcess.length > 0)
    return fail(
      transient('an event with more registrations than the new capacity is being moved to the venue; try again'),
    );
  return succeed(excess);
}

/** Returns the quoted name of an event, or its quoted `_id` if the name cannot be read. */
async function quotedName(remote: RemoteResources, event: string): Promise<string> {
  const state = await remote.referenceState('event', event, 'service');
  const parsed = namedShape.safeParse(state.ok ? state.value?.current : undefined);
  return JSON.stringify(parsed.success ? parsed.data.name : event);
}

/** Returns the problem of events with more registrations than the new capacity; undefined if there are none. */
async function problemFor(remote: RemoteResources, excess: readonly RegistrationCount[]): Promise<Problem | undefined> {
  const named = excess.slice(0, maxNamedEvents);
  const [first] = named;
  if (first === undefined) return undefined;
  const details = await Promise.all(
    named.map(async ({ event, registered }) => `${await quotedName(remote, event)} has ${registered} registrations`),
  );
  return seatsTaken(details.join(', '), { ...first, events: named.map(({ event }) => event) });
}

/** Rejects lowering a venue's capacity below the number of registrations of an event there. */
export const capacityNotBelowSold: Rule<VenueDocument> = {
  problems: [seatsTaken],
  on: ['capacity'],
  prepare: async (next, previous, { remote }) => {
    if (next.capacity >= previous.capacity) return undefined;
    const excess = await lowerAllLimits(remote, next);
    return excess.ok ? problemFor(remote, excess.value) : excess.problem;
  },
};
