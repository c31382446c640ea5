const millisecondsPerDay = 86_400_000;

/** A date of the proleptic Gregorian calendar; `month` and `day` count from 1. */
export interface CalendarDate {
  readonly year: number;
  readonly month: number;
  readonly day: number;
}

/** Returns midnight UTC of a date, in milliseconds since 1970; undefined if the calendar has no such date. */
export function midnightOf({ year, month, day }: CalendarDate): number | undefined {
  // Date.UTC takes years below 100 as those of the 20th century.
  const midnight = new Date(0).setUTCFullYear(year, month - 1, day);
  const date = new Date(midnight);
  return date.getUTCMonth() === month - 1 && date.getUTCDate() === day ? midnight : undefined;
}

/** A time of day. A second of 60 is a leap second. */
export interface TimeOfDay {
  readonly hour: number;
  readonly minute: number;
  readonly second: number;
}

/** Returns the milliseconds since midnight; undefined if it is no time of day. */
export function millisecondsOf({ hour, minute, second }: TimeOfDay): number | undefined {
  const isValid = hour <= 23 && minute <= 59 && second <= 60;
  return isValid ? ((hour * 60 + minute) * 60 + second) * 1000 : undefined;
}

/** Whether a second of 60 is at the only place of a leap second: the end of a day in UTC. */
export const isLeapSecondAt = (milliseconds: number, second: number): boolean =>
  second < 60 || milliseconds % millisecondsPerDay === 0;
