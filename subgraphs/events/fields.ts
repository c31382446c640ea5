import { calendarDate, fixedDuration, localTime, text, toOne, type DocumentOf } from '#kit';

/** The fields of an event. */
export const fields = {
  name: text({ title: 'Name', description: 'The name of the event.', min: 1, max: 200 }),
  description: text({ title: 'Description', description: 'What the event is about.', max: 2000 }).optional(),
  date: calendarDate({ title: 'Date', description: 'The date on which the event starts.' }),
  time: localTime({
    title: 'Time',
    description: 'The time at which the event starts, in the local time of the venue.',
  }),
  duration: fixedDuration({ title: 'Duration', description: 'How long the event lasts.', maxDays: 366 }),
};

/** The references of an event. */
export const relations = {
  venue: toOne('venue', {
    parent: true,
    labelField: 'name',
    title: 'Venue',
    description: 'The venue of the event.',
    inverse: { name: 'event', title: 'Events', description: 'The events of the venue.' },
  }),
};

/** An event as it is stored. */
export type EventDocument = DocumentOf<typeof fields, typeof relations>;
