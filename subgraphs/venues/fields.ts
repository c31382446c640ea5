import { integer, text, timeZone, type DocumentOf } from '#kit';

/** The fields of a venue. */
export const fields = {
  name: text({ title: 'Name', description: 'The unique name of the venue.', min: 1, max: 200 }).distinct(),
  description: text({ title: 'Description', description: 'A description of the venue.', max: 2000 }).optional(),
  capacity: integer({
    title: 'Capacity',
    description: 'The number of seats. It limits the registrations for each event at the venue.',
    min: 1,
    max: 1_000_000,
  }),
  timeZone: timeZone({
    title: 'Time zone',
    description:
      'The time zone of the venue, for calendars. The dates and times of its events are local; without a time zone, of whoever reads them.',
  }).optional(),
};

/** A venue as it is stored. */
export type VenueDocument = DocumentOf<typeof fields>;
