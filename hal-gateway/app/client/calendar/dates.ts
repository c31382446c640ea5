/** Dates are texts, `YYYY-MM-DD`, and times minutes of a day: both are local to a venue, and know no time zone. */

const dayMs = 86_400_000;
const toUtc = (date: string): number => Date.parse(`${date}T00:00:00Z`);

/** Whether a text is a date that exists. */
export const isDate = (text: string | undefined): text is string => {
  if (text === undefined || !/^\d{4}-\d{2}-\d{2}$/.test(text)) return false;
  const time = toUtc(text);
  return !Number.isNaN(time) && new Date(time).toISOString().startsWith(text);
};

/** Returns the date some days later, or earlier. */
export const addDays = (date: string, days: number): string =>
  new Date(toUtc(date) + days * dayMs).toISOString().slice(0, 10);

/** Returns the number of days from a date to another. */
export const daysBetween = (from: string, to: string): number => Math.round((toUtc(to) - toUtc(from)) / dayMs);

/** Returns the Monday of a date's week. */
export const mondayOf = (date: string): string => addDays(date, -((new Date(toUtc(date)).getUTCDay() + 6) % 7));

/** How much of a calendar is shown. */
export type Span = 'day' | 'week';

/** Returns the days that a calendar shows. */
export function daysOf(span: Span, date: string): readonly string[] {
  if (span === 'day') return [date];
  const monday = mondayOf(date);
  return Array.from({ length: 7 }, (_, index) => addDays(monday, index));
}

/** Returns the date of now, in a time zone or in that of the browser. */
export function dateNow(timeZone?: string, now = new Date()): string {
  try {
    const parts = new Intl.DateTimeFormat('en', { timeZone, year: 'numeric', month: '2-digit', day: '2-digit' });
    const found = Object.fromEntries(parts.formatToParts(now).map(({ type, value }) => [type, value]));
    return `${found['year']}-${found['month']}-${found['day']}`;
  } catch {
    return dateNow(undefined, now);
  }
}

/** Returns the minute of the day of now, in a time zone or in that of the browser. */
export function minuteNow(timeZone?: string, now = new Date()): number {
  try {
    const text = now.toLocaleTimeString('en-GB', { timeZone, hour: '2-digit', minute: '2-digit' });
    return minuteOf(text);
  } catch {
    return minuteNow(undefined, now);
  }
}

/** Returns the minute of the day of a time: `09:30:00` → 570. */
export function minuteOf(time: string): number {
  const [hours = 0, minutes = 0] = time.split(':').map(Number);
  return hours * 60 + minutes;
}

const two = (number: number): string => String(number).padStart(2, '0');

/** Returns the time of a minute of the day: 570 → `09:30`. The end of the day is `24:00`. */
export const timeOf = (minute: number): string => `${two(Math.floor(minute / 60))}:${two(minute % 60)}`;

const durationPattern = /^P(?:(\d+)W)?(?:(\d+)D)?(?:T(?:(\d+)H)?(?:(\d+)M)?(?:(\d+)S)?)?$/;

/** Returns the minutes of an ISO 8601 duration, rounded up. */
export function minutesIn(duration: string): number {
  const [, weeks = 0, days = 0, hours = 0, minutes = 0, seconds = 0] = (durationPattern.exec(duration) ?? []).map(
    (each) => Number(each ?? 0),
  );
  return (weeks * 7 + days) * 1440 + hours * 60 + minutes + Math.ceil(seconds / 60);
}

/** Returns minutes as people type them: 90 → `1h 30m`. */
export function durationOf(minutes: number): string {
  const [hours, rest] = [Math.floor(minutes / 60), minutes % 60];
  return [hours === 0 ? '' : `${hours}h`, rest === 0 && hours > 0 ? '' : `${rest}m`].filter(Boolean).join(' ');
}

const format =
  (options: Intl.DateTimeFormatOptions) =>
  (date: string): string =>
    new Date(toUtc(date)).toLocaleDateString(undefined, { ...options, timeZone: 'UTC' });

export const weekday = format({ weekday: 'short' });
export const dayOfMonth = format({ day: 'numeric', month: 'short' });
export const longDate = format({ weekday: 'long', day: 'numeric', month: 'long' });
export const fullDate = format({ weekday: 'long', day: 'numeric', month: 'long', year: 'numeric' });
export const month = format({ month: 'long', year: 'numeric' });

const dayOfYear = format({ weekday: 'short', day: 'numeric', month: 'short' });
const dayOfAnyYear = format({ weekday: 'short', day: 'numeric', month: 'short', year: 'numeric' });

/** Returns a day in few words, with its year if that is another than today's: `Tue, May 4`. */
export const shortDate = (date: string, today: string): string =>
  (date.slice(0, 4) === today.slice(0, 4) ? dayOfYear : dayOfAnyYear)(date);
