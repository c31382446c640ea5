import { z } from 'zod';
import { memoize, type OperationContext, type Metadata } from '#kit';
import { seatCapacityOf } from '../shared.ts';

/** An event at its venue. */
export interface EventDocument extends Metadata {
  readonly venue: string;
}

/** How it stands with an event for somebody. */
export interface RegistrationAvailability {
  readonly registered: number;
  readonly capacity: number;
  /** Whether the caller is registered. */
  readonly isRegistered: boolean;
}

const answer = z.object({ counts: z.record(z.string(), z.number()), mine: z.array(z.string()) });

type Look = Promise<readonly (RegistrationAvailability | undefined)[]>;

/** The lookups of one request: all actions on the same events share one. */
const lookupsOf = memoize((context: OperationContext) =>
  memoize((events: readonly EventDocument[]) => lookAt(events, context)),
);

/** How it stands with each of the events; undefined where that cannot be found out now. */
export const registrationAvailability = (events: readonly EventDocument[], context: OperationContext): Look =>
  lookupsOf(context)(events);

async function lookAt(events: readonly EventDocument[], { caller, remote }: OperationContext): Look {
  const asked = { events: events.map(({ _id }) => _id), account: caller.id };
  const [occupancy, venues] = await Promise.all([
    remote.invoke('registration', 'occupancy', asked),
    Promise.all(events.map(({ venue }) => remote.referenceState('venue', venue, 'service'))),
  ]);
  if (!occupancy.ok) return events.map(() => undefined);
  const { counts, mine } = answer.parse(occupancy.value);
  return events.map(({ _id }, index) => {
    const venue = venues[index];
    if (venue?.ok !== true) return undefined;
    const { capacity } = seatCapacityOf(venue.value);
    return { registered: counts[_id] ?? 0, capacity, isRegistered: mine.includes(_id) };
  });
}
