import { isLeapSecondAt, midnightOf, millisecondsOf } from './calendar.ts';

const pattern = /^(\d{4})-(\d{2})-(\d{2})T(\d{2}):(\d{2}):(\d{2})(\.\d+)?(?:Z|([+-])(\d{2}):(\d{2}))$/i;

/** Returns an offset from UTC in milliseconds; undefined if it is none. */
function offsetOf([sign, hours, minutes]: readonly (string | undefined)[]): number | undefined {
  const offset = millisecondsOf({ hour: Number(hours ?? 0), minute: Number(minutes ?? 0), second: 0 });
  return offset === undefined ? undefined : sign === '-' ? -offset : offset;
}

/**
 * Parses an RFC 3339 `date-time` (§5.6): a date that the calendar has, a time and an offset. Fractions are cut to
 * milliseconds. Returns undefined for anything else.
 *
 * @example parseDateTime('2025-02-07T09:00:00+01:00')
 */
export function parseDateTime(text: string): Date | undefined {
  const [, year, month, day, hour, minute, second, fraction = '', ...offset] = pattern.exec(text) ?? [];
  const midnight = midnightOf({ year: Number(year), month: Number(month), day: Number(day) });
  const time = millisecondsOf({ hour: Number(hour), minute: Number(minute), second: Number(second) });
  const offsetMs = offsetOf(offset);
  if (midnight === undefined || time === undefined || offsetMs === undefined) return undefined;
  const seconds = midnight + time - offsetMs;
  return isLeapSecondAt(seconds, Number(second))
    ? new Date(seconds + Math.floor(Number(`0${fraction}`) * 1000))
    : undefined;
}
