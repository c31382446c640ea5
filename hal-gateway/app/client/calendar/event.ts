import { asNumber, asObject, asText, type JsonObject } from '../../../../kit/html/client/model/json.ts';
import { addDays, daysBetween, fullDate, minuteOf, minutesIn, timeOf } from './dates.ts';

/** The seats of an event. */
export interface Seats {
  readonly capacity: number;
  readonly taken: number;
  readonly left: number;
  readonly isMine: boolean;
}

/** An event as calendars show it. */
export interface CalendarEvent {
  readonly id: string;
  readonly name: string;
  readonly description: string | undefined;
  readonly date: string;
  /** The minute of the day at which it starts. */
  readonly start: number;
  readonly minutes: number;
  readonly seats: Seats | undefined;
}

/** Parses a `seats` document; undefined if it is none. */
export function parseSeats(value: unknown): Seats | undefined {
  const { capacity, taken, left, mine } = asObject(value);
  const [all, some, rest] = [asNumber(capacity), asNumber(taken), asNumber(left)];
  if (all === undefined || some === undefined || rest === undefined) return undefined;
  return { capacity: all, taken: some, left: rest, isMine: mine === true };
}

/** Parses an event; undefined if a member is missing, as in the stub of one that may not be read. */
export function parseEvent(document: JsonObject): CalendarEvent | undefined {
  const [id, name, date, time, duration] = ['_id', 'name', 'date', 'time', 'duration'].map((member) =>
    asText(document[member]),
  );
  if (id === undefined || date === undefined || time === undefined || duration === undefined) return undefined;
  return {
    ...{ id, name: name ?? 'Event', description: asText(document['description']), date },
    ...{ start: minuteOf(time), minutes: minutesIn(duration) },
    seats: parseSeats(asObject(document['_embedded'])['seats']),
  };
}

/** Returns the end of an event: its date, and the minute of that day. */
export function endOf({ date, start, minutes }: CalendarEvent): { readonly date: string; readonly minute: number } {
  const end = start + minutes;
  return { date: addDays(date, Math.floor(end / 1440)), minute: end % 1440 };
}

/** Returns when an event is, in words. */
export function whenOf(event: CalendarEvent): string {
  const end = endOf(event);
  const from = `${fullDate(event.date)}, ${timeOf(event.start)}`;
  return end.date === event.date
    ? `${from} – ${timeOf(end.minute)}`
    : `${from} – ${fullDate(end.date)}, ${timeOf(end.minute)}`;
}

/** Whether an event is on one of some days, which follow each other. */
export function overlapsDays({ date, start, minutes }: CalendarEvent, days: readonly string[]): boolean {
  const from = daysBetween(days[0] ?? date, date) * 1440 + start;
  return from < days.length * 1440 && from + minutes > 0;
}

/** Orders events by when they start. */
export const byStart = (one: CalendarEvent, other: CalendarEvent): number =>
  one.date.localeCompare(other.date) || one.start - other.start;
