import { isLeapSecondAt, midnightOf, millisecondsOf } from '../util/calendar.ts';

const days = ['Sunday', 'Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday'];
const shortDays = days.map((day) => day.slice(0, 3));
const months = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

const month = `(?<month>${months.join('|')})`;
const time = '(?<hour>\\d{2}):(?<minute>\\d{2}):(?<second>\\d{2})';
const shortDay = `(?<weekday>${shortDays.join('|')})`;

/** IMF-fixdate, and the obsolete formats of RFC 850 and asctime. */
const formats = [
  new RegExp(`^${shortDay}, (?<day>\\d{2}) ${month} (?<year>\\d{4}) ${time} GMT$`),
  new RegExp(`^(?<weekday>${days.join('|')}), (?<day>\\d{2})-${month}-(?<year>\\d{2}) ${time} GMT$`),
  new RegExp(`^${shortDay} ${month} (?<day>\\d{2}| \\d) ${time} (?<year>\\d{4})$`),
];

/** Returns the year that two digits stand for: at most 50 years in the future. */
function fullYear(digits: string): number {
  if (digits.length > 2) return Number(digits);
  const thisYear = new Date().getUTCFullYear();
  const year = thisYear - (thisYear % 100) + Number(digits);
  return year > thisYear + 50 ? year - 100 : year;
}

/**
 * Parses an HTTP-date (RFC 9110 §5.6.7) in any of its three formats. Returns undefined for anything else, such as a date
 * that the calendar does not have, or with another weekday: recipients ignore such a header.
 */
export function parseHttpDate(text: string): Date | undefined {
  const parts = formats.map((format) => format.exec(text)?.groups).find((groups) => groups !== undefined);
  if (parts === undefined) return undefined;
  const { weekday = '', day, year = '', hour, minute, second } = parts;
  const monthOfYear = months.indexOf(parts['month'] ?? '') + 1;
  const midnight = midnightOf({ year: fullYear(year), month: monthOfYear, day: Number(day) });
  const sinceMidnight = millisecondsOf({ hour: Number(hour), minute: Number(minute), second: Number(second) });
  if (midnight === undefined || sinceMidnight === undefined) return undefined;
  const isThatDay = shortDays[new Date(midnight).getUTCDay()] === weekday.slice(0, 3);
  const instant = midnight + sinceMidnight;
  return isThatDay && isLeapSecondAt(instant, Number(second)) ? new Date(instant) : undefined;
}
