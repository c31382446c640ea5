import {
  boolean,
  integer,
  memoize,
  paceReads,
  sharedReadPace,
  succeed,
  type Outcome,
  type PacedReads,
  type ReferenceState,
  type RemoteResources,
  type View,
  type ViewSubject,
} from '#kit';
import { seatCapacityOf } from '../shared.ts';
import { venuesOf } from './capacity-limits.ts';
import type { RegistrationDocument } from './fields.ts';
import { countOccupancy } from './occupancy.ts';
import type { RegistrationContext } from './recover-pending.ts';

const count = { min: 0, max: 1_000_000 };

const fields = {
  capacity: integer({ title: 'Capacity', description: 'The number of seats that the venue has.', ...count }),
  taken: integer({ title: 'Taken', description: 'The number of registrations.', ...count }),
  left: integer({ title: 'Left', description: 'The number of seats that are left.', ...count }),
  mine: boolean({ title: 'Mine', description: 'Whether the caller is registered.' }),
};

/** The venues to read, and how. */
interface VenueQuery {
  readonly venues: readonly string[];
  readonly remote: RemoteResources;
}

type VenueStates = Outcome<ReadonlyMap<string | undefined, ReferenceState | undefined>>;

/** Reads the states of the venues of all queries, in one request to their service. */
async function fetchVenues(queries: readonly VenueQuery[]): Promise<VenueStates> {
  const states = new Map<string, ReferenceState | undefined>();
  const remotes = new Map(queries.flatMap(({ venues: keys, remote }) => keys.map((venue) => [venue, remote] as const)));
  const fetched = await Promise.all(
    [...remotes].map(([venue, remote]) => remote.referenceState('venue', venue, 'service')),
  );
  for (const [index, venue] of [...remotes.keys()].entries()) {
    const state = fetched[index];
    if (state?.ok === false) return state;
    states.set(venue, state?.value);
  }
  return succeed(states);
}

/** Reads venues. Callers that ask at the same time share the requests, which begin after all of them. */
const venueReadsOf = memoize<RegistrationContext['documents'], PacedReads<VenueQuery, VenueStates>>(() =>
  paceReads(sharedReadPace, async (queries) => {
    const states = await fetchVenues(queries);
    return queries.map(() => states);
  }),
);

/** Returns the number of seats of each event: that of its venue, or of a smaller one that it is being moved to. */
async function capacitiesOf(
  events: readonly ViewSubject[],
  { documents, remote }: RegistrationContext,
): Promise<Outcome<readonly number[]>> {
  const venues = [...new Set(events.flatMap(({ state }) => Object.values(venuesOf(state))))];
  const fetched = await venueReadsOf(documents)(venues, { venues, remote });
  if (!fetched.ok) return fetched;
  const states = fetched.value;
  return succeed(
    events.map(({ state }) => {
      const { venue, nextVenue } = venuesOf(state);
      return seatCapacityOf(states.get(venue), states.get(nextVenue)).capacity;
    }),
  );
}

/** The seats of events. Two queries of the store and one request to the venues service serve any number of events. */
export const seats: View<RegistrationDocument, typeof fields> = {
  of: 'event',
  title: 'Seats',
  description: 'The seats of the event: how many there are, are taken and are left, and whether the caller has one.',
  fields,
  compute: async (events, context) => {
    const account = context.caller.id;
    const [capacities, { counts, mine }] = await Promise.all([
      capacitiesOf(events, context),
      countOccupancy({ events: events.map(({ id }) => id), account }, context.documents),
    ]);
    if (!capacities.ok) return capacities;
    return succeed(
      events.map(({ id }, index) => {
        const capacity = capacities.value[index] ?? 0;
        const taken = counts.get(id) ?? 0;
        return { capacity, taken, left: Math.max(0, capacity - taken), mine: mine.has(id) };
      }),
    );
  },
};
