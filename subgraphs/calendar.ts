import ical from 'ical-generator';
import { Temporal } from 'temporal-polyfill';
import { z } from 'zod';
import { succeed, type Outcome, type RemoteResources } from '#kit';
import { renderTimeZone, type LocalSpan } from './calendar-time-zone.ts';

/** An event as calendars show it. Its date and time are local to its venue. */
export interface CalendarEvent {
  readonly _id: string;
  readonly _created: Date | string;
  readonly _updated: Date | string;
  readonly name: string;
  readonly description?: string | null | undefined;
  readonly date: string;
  readonly time: string;
  readonly duration: string;
  readonly venue: string;
}

export const calendarType = 'text/calendar';
export const calendarFile = 'calendar.ics';

const venueShape = z.object({ name: z.string(), timeZone: z.string().nullish() });
type Venue = z.infer<typeof venueShape>;

/** Returns the venues of events that the caller may read, by `_id`. */
async function venuesOf(
  events: readonly CalendarEvent[],
  remote: RemoteResources,
): Promise<Outcome<ReadonlyMap<string, Venue>>> {
  const keys = [...new Set(events.map(({ venue }) => venue))];
  const found = await remote.findByKeys('venue', { field: '_id', keys });
  if (!found.ok) return found;
  return succeed(new Map(found.value.documents.map((venue) => [venue._id, venueShape.parse(venue.representation)])));
}

/** Returns start and end in local time, as the overlap rule has them. */
function timesOf({ date, time, duration }: CalendarEvent): LocalSpan {
  const start = Temporal.PlainDateTime.from(`${date}T${time}`);
  return { start, end: start.add(duration) };
}

/**
 * Renders events as iCalendar (RFC 5545): in the time zone of their venue, with its definition, or in floating time if
 * it has none.
 */
export async function renderCalendar(
  events: readonly CalendarEvent[],
  remote: RemoteResources,
): Promise<Outcome<string>> {
  const venues = await venuesOf(events, remote);
  if (!venues.ok) return venues;
  const collection = remote.href('event');
  const zoneOf = ({ venue }: CalendarEvent) => venues.value.get(venue)?.timeZone ?? undefined;
  const generator = (zone: string) =>
    renderTimeZone(zone, events.filter((event) => zoneOf(event) === zone).map(timesOf));
  const calendar = ical({ prodId: '//Event Buddy//Events//EN' });
  calendar.timezone({ name: null, generator });
  for (const event of events) {
    const zone = zoneOf(event);
    calendar.createEvent({
      id: event._id,
      ...timesOf(event),
      ...(zone === undefined ? { floating: true } : { timezone: zone }),
      summary: event.name,
      description: event.description ?? null,
      location: venues.value.get(event.venue)?.name ?? null,
      url: collection === undefined ? null : `${collection}/${event._id}`,
      stamp: new Date(event._updated),
      created: new Date(event._created),
      lastModified: new Date(event._updated),
    });
  }
  return succeed(`${calendar.toString()}\r\n`);
}
