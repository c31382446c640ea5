import { z } from 'zod';
import { memoize, type Context, type Metadata } from '#kit';
import { seatingOf } from '../shared.ts';

/** An event at its venue. */
export interface Placed extends Metadata {
  readonly venue: string;
}

/** How it stands with an event for somebody. */
export interface Openness {
  readonly registered: number;
  readonly capacity: number;
  /** Whether the caller is registered. */
  readonly isIn: boolean;
}

const answer = z.object({ counts: z.record(z.string(), z.number()), mine: z.array(z.string()) });

type Look = Promise<readonly (Openness | undefined)[]>;

/** The lookups of one request: all actions on the same events share one. */
const lookupsOf = memoize((context: Context) => memoize((events: readonly Placed[]) => lookAt(events, context)));

/** How it stands with each of the events; undefined where that cannot be found out now. */
export const opennessOf = (events: readonly Placed[], context: Context): Look => lookupsOf(context)(events);

async function lookAt(events: readonly Placed[], { caller, peers }: Context): Look {
  const asked = { events: events.map(({ _id }) => _id), account: caller.id };
  const [occupancy, venues] = await Promise.all([
    peers.ask('registration', 'occupancy', asked),
    Promise.all(events.map(({ venue }) => peers.standing('venue', venue, 'service'))),
  ]);
  if (!occupancy.ok) return events.map(() => undefined);
  const { counts, mine } = answer.parse(occupancy.value);
  return events.map(({ _id }, index) => {
    const venue = venues[index];
    if (venue?.ok !== true) return undefined;
    const { capacity } = seatingOf(venue.value);
    return { registered: counts[_id] ?? 0, capacity, isIn: mine.includes(_id) };
  });
}
