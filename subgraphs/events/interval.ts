import { Temporal } from 'temporal-polyfill';
import { durationSeconds } from '#kit';

/** When an event happens: its fields `date`, `time`, `duration`. */
export interface Timed {
  readonly date: string;
  readonly time: string;
  readonly duration: string;
}

/** From (included) to (excluded), in seconds of the venue's own clock since 1970-01-01T00:00. */
export interface Interval {
  readonly from: number;
  readonly to: number;
}

export function intervalOf({ date, time, duration }: Timed): Interval {
  const from = Temporal.PlainDateTime.from(`${date}T${time}`).toZonedDateTime('UTC').epochMilliseconds / 1000;
  const length = durationSeconds(duration);
  if (length === undefined) throw new Error(`an event is stored with the duration ${duration}`);
  return { from, to: from + length };
}

const secondsPerPeriod = 86_400;

/** The periods (days) that an interval touches, in order. */
export function periodsOf({ from, to }: Interval): readonly number[] {
  const first = Math.floor(from / secondsPerPeriod);
  const last = Math.floor((to - 1) / secondsPerPeriod);
  return Array.from({ length: last - first + 1 }, (_, index) => first + index);
}
