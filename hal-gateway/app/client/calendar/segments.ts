import { daysBetween } from './dates.ts';
import type { CalendarEvent } from './event.ts';

/** The part of an event that is on one day, in minutes of that day. */
export interface Segment {
  readonly event: CalendarEvent;
  readonly from: number;
  readonly to: number;
  /** Whether the event began on a day before. */
  readonly isContinued: boolean;
}

const dayMinutes = 1440;

/** Returns what happens on a day, in its order: of events that go past midnight, the part of the day. */
export function segmentsOn(day: string, events: readonly CalendarEvent[]): readonly Segment[] {
  return events
    .flatMap((event): readonly Segment[] => {
      const start = daysBetween(day, event.date) * dayMinutes + event.start;
      const [from, to] = [Math.max(0, start), Math.min(dayMinutes, start + event.minutes)];
      return from < to ? [{ event, from, to, isContinued: start < 0 }] : [];
    })
    .toSorted((one, other) => one.from - other.from);
}

/** Returns the segment that overlaps a part of a day. */
export const segmentIn = (segments: readonly Segment[], from: number, to: number): Segment | undefined =>
  segments.find((each) => each.from < to && each.to > from);

/** Returns the minute until which it is free after a minute of the day: the next segment, or midnight. */
export const freeUntil = (segments: readonly Segment[], from: number): number =>
  segments.find((each) => each.to > from)?.from ?? dayMinutes;

/** The hours that a calendar shows, in minutes of a day. */
export interface Hours {
  readonly from: number;
  readonly to: number;
}

const office: Hours = { from: 7 * 60, to: 20 * 60 };

/** Returns the hours to show: those of an office, and more if something happens before or after. */
export function hoursOf(days: readonly (readonly Segment[])[]): Hours {
  const segments = days.flat();
  const from = Math.min(office.from, ...segments.map((each) => each.from));
  const to = Math.max(office.to, ...segments.map((each) => each.to));
  return { from: Math.floor(from / 60) * 60, to: Math.ceil(to / 60) * 60 };
}
