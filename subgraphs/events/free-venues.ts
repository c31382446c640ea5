import { fixedDuration, integer, succeed, type RemoteDocument, type Search } from '#kit';
import { fields, type EventDocument } from './fields.ts';
import { intervalOf } from './interval.ts';
import { bookedVenues } from './schedules.ts';

const input = {
  date: fields.date,
  time: fields.time,
  duration: fixedDuration({ title: 'Duration', description: 'How long the venue is needed.', maxDays: 31 }),
  seats: integer({
    title: 'Seats',
    description: 'How many seats the venue must have.',
    min: 1,
    max: 1_000_000,
  }).optional(),
};

const byCapacity = (one: RemoteDocument, other: RemoteDocument): number =>
  Number(one['capacity']) - Number(other['capacity']);

/** Finds the venues without a booking at a time, as the overlap rule keeps them, the smallest first. */
export const free: Search<EventDocument, typeof input> = {
  of: 'venue',
  query: 'freeVenues',
  title: 'Free venues',
  description: 'The venues that are free for a while, with enough seats, the smallest first.',
  input,
  find: async ({ seats, ...time }, context) => {
    const where = seats === undefined ? {} : { capacity: { $gte: seats } };
    const venues = await context.remote.findAll('venue', { where, fields: ['capacity'] });
    if (!venues.ok) return venues;
    const ids = venues.value.map(({ _id }) => _id);
    const booked = await bookedVenues(ids, intervalOf(time), context);
    return succeed([...venues.value].sort(byCapacity).flatMap(({ _id }) => (booked.has(_id) ? [] : [_id])));
  },
};
