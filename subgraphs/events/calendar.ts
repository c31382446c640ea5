import type { Alternate } from '#kit';
import { calendarFile, calendarType, renderCalendar } from '../calendar.ts';
import type { EventDocument } from './fields.ts';

/** An event, or the events of a list, such as those of a venue, as a calendar. */
export const calendar: Alternate<EventDocument> = {
  title: 'Calendar',
  description: 'The same as iCalendar (RFC 5545), for calendar programs.',
  type: calendarType,
  file: calendarFile,
  render: (events, { remote }) => renderCalendar(events, remote),
};
