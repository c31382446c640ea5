/** ISO 8601 durations: years and months, which no duration of the system has, are not among them. */
const durationPattern = /^P(?=[\dT])(?:(\d+)W|(?:(\d+)D)?(?:T(?=\d)(?:(\d+)H)?(?:(\d+)M)?(?:(\d+)S)?)?)$/;
const units = ['week', 'day', 'hour', 'minute', 'second'] as const;

/** Whether a text is an ISO 8601 duration. */
export const isDuration = (text: string): boolean => durationPattern.test(text);

/** Returns a duration in words: `PT1H30M` → `1 hour 30 minutes`. */
export function durationInWords(text: string): string {
  const [, ...amounts] = durationPattern.exec(text) ?? [];
  const words = amounts.flatMap((amount: string | undefined, index) => {
    const unit = units[index] ?? '';
    return amount === undefined ? [] : [`${Number(amount)} ${unit}${Number(amount) === 1 ? '' : 's'}`];
  });
  return words.length === 0 ? text : words.join(' ');
}

const typed = /^(?:(\d+)\s*(?:d|days?))?\s*(?:(\d+)\s*(?:h|hrs?|hours?))?\s*(?:(\d+)\s*(?:m|mins?|minutes?)?)?$/i;

/** Converts what people type, such as `1h 30m`, `90 min` or `1:30`, to an ISO 8601 duration; else returns the text. */
export function parseDuration(text: string): string {
  const trimmed = text.trim();
  const clock = /^(\d+):([0-5]\d)$/.exec(trimmed);
  const [, days, hours, minutes] =
    clock === null ? (typed.exec(trimmed) ?? []) : [undefined, undefined, clock[1], clock[2]];
  const time = `${hours === undefined ? '' : `${Number(hours)}H`}${minutes === undefined ? '' : `${Number(minutes)}M`}`;
  const date = days === undefined ? '' : `${Number(days)}D`;
  if (date === '' && time === '') return isDuration(trimmed.toUpperCase()) ? trimmed.toUpperCase() : trimmed;
  return `P${date}${time === '' ? '' : `T${time}`}`;
}

const dateTime = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2}(\.\d+)?)?(Z|[+-]\d{2}:\d{2})$/;
const date = /^\d{4}-\d{2}-\d{2}$/;
const time = /^(\d{2}:\d{2})(:\d{2})?$/;

export type ValueKind = 'dateTime' | 'date' | 'time' | 'duration' | 'url' | 'text';

/** Recognizes how a text of a document is to be shown. */
export function kindOf(text: string): ValueKind {
  if (dateTime.test(text)) return 'dateTime';
  if (date.test(text)) return 'date';
  if (time.test(text)) return 'time';
  if (isDuration(text)) return 'duration';
  return /^https?:\/\/\S+$/.test(text) ? 'url' : 'text';
}

const dateFormat: Intl.DateTimeFormatOptions = { weekday: 'short', day: 'numeric', month: 'short', year: 'numeric' };
const dateTimeFormat: Intl.DateTimeFormatOptions = { dateStyle: 'medium', timeStyle: 'short' };

/** Returns a text of a document as people read it, in a locale. */
export function readable(text: string, locale?: string): string {
  switch (kindOf(text)) {
    case 'dateTime':
      return Number.isNaN(Date.parse(text)) ? text : new Date(text).toLocaleString(locale, dateTimeFormat);
    case 'date': {
      // A date has no time zone.
      const value = new Date(`${text}T00:00:00Z`);
      return Number.isNaN(value.getTime())
        ? text
        : value.toLocaleDateString(locale, { ...dateFormat, timeZone: 'UTC' });
    }
    case 'time':
      return text.replace(/:00$/, (zero) => (text.length === 8 ? '' : zero));
    case 'duration':
      return durationInWords(text);
    case 'url':
    case 'text':
      return text;
  }
}
