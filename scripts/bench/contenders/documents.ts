import type { Document } from '../../../kit/resource/definition/documents.ts';

/** The documents that both contenders serve: venues with events. They are always the same, byte for byte. */
export const venueCount = 1000;
const eventsPerVenue = 2;

const timestamp = new Date('2026-01-01T00:00:00.000Z');

/** Returns an `_id` like those of the services (UUIDv7, RFC 9562), in the order of the indexes. */
const idOf = (kind: number, index: number): string =>
  `01900000-0000-7000-800${kind}-${String(index).padStart(12, '0')}`;

const metadata = (_id: string) => ({
  _id,
  _created: timestamp,
  _updated: timestamp,
  _etag: _id.replaceAll('-', ''),
});

export const venueId = (index: number): string => idOf(1, index);
export const eventId = (index: number): string => idOf(2, index);

export const venues: readonly Document[] = Array.from({ length: venueCount }, (_, index) => ({
  name: `Venue ${index}`,
  description: 'A room with a table, some chairs, a screen and a window to the yard.',
  capacity: 20 + (index % 10),
  ...metadata(venueId(index)),
}));

export const events: readonly Document[] = Array.from({ length: venueCount * eventsPerVenue }, (_, index) => ({
  name: `Event ${index}`,
  description: 'The agenda is sent with the invitation.',
  date: `2027-01-${String(1 + (index % 28)).padStart(2, '0')}`,
  time: '09:00:00',
  duration: 'PT1H',
  venue: venueId(Math.floor(index / eventsPerVenue)),
  ...metadata(eventId(index)),
  _claim: eventId(index),
}));
