import { Temporal } from 'temporal-polyfill';
import { durationSeconds } from '#kit';
import type { EventDocument } from './fields.ts';

/** The fields of an event that determine its interval. */
type Timed = Pick<EventDocument, 'date' | 'time' | 'duration'>;

/** A half-open interval: `from` is included, `to` is excluded. In seconds of local time since 1970-01-01T00:00. */
export interface Interval {
  readonly from: number;
  readonly to: number;
}

/** Computes the interval of an event. @throws Error if the stored duration is not a fixed ISO 8601 duration. */
export function intervalOf({ date, time, duration }: Timed): Interval {
  const from = Temporal.PlainDateTime.from(`${date}T${time}`).toZonedDateTime('UTC').epochMilliseconds / 1000;
  const seconds = durationSeconds(duration);
  if (seconds === undefined) throw new Error(`a stored event has the invalid duration ${JSON.stringify(duration)}`);
  return { from, to: from + seconds };
}

const secondsPerPeriod = 86_400;

const periodOf = (second: number): number => Math.floor(second / secondsPerPeriod);

/** Returns the number of periods that an interval overlaps. */
export const countPeriods = ({ from, to }: Interval): number => periodOf(to - 1) - periodOf(from) + 1;

/** Returns the periods (days since 1970-01-01) that an interval overlaps, in ascending order. */
export const periodsOf = (interval: Interval): readonly number[] =>
  Array.from({ length: countPeriods(interval) }, (_, index) => periodOf(interval.from) + index);
