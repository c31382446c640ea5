import { z } from 'zod';
import { type Alternate } from '#kit';
import { calendarFile, calendarType, renderCalendar } from '../calendar.ts';
import type { RegistrationDocument } from './fields.ts';

const eventShape = z.object({
  ...{ _id: z.string(), _created: z.string(), _updated: z.string() },
  ...{ name: z.string(), description: z.string().nullish() },
  ...{ date: z.string(), time: z.string(), duration: z.string(), venue: z.string() },
});

/** The events of registrations, such as those of an account, as a calendar. */
export const calendar: Alternate<RegistrationDocument> = {
  title: 'Calendar',
  description: 'The events as iCalendar (RFC 5545), for calendar programs.',
  type: calendarType,
  file: calendarFile,
  render: async (registrations, { remote }) => {
    const keys = registrations.map(({ event }) => event);
    const events = await remote.findByKeys('event', { field: '_id', keys });
    if (!events.ok) return events;
    return renderCalendar(
      events.value.documents.map((event) => eventShape.parse(event)),
      remote,
    );
  },
};
