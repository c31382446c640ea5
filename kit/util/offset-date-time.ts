import { isObject } from './is-object.ts';
import { parseDateTime } from './rfc3339.ts';

/** A point in time, and the offset from UTC in which it is shown. */
export interface OffsetDateTime {
  readonly at: Date;
  /** `Z`, or hours and minutes such as `+02:00`. */
  readonly offset: string;
}

export const isOffsetDateTime = (value: unknown): value is OffsetDateTime =>
  isObject(value) && value['at'] instanceof Date && typeof value['offset'] === 'string';

/** Parses an RFC 3339 `date-time`. Fractions are cut to milliseconds. Returns undefined for anything else. */
export function parseOffsetDateTime(text: string): OffsetDateTime | undefined {
  const at = parseDateTime(text);
  return at === undefined ? undefined : { at, offset: /z$/i.test(text) ? 'Z' : text.slice(-'+00:00'.length) };
}

const minutesOf = (offset: string): number => {
  const [, sign, hours, minutes] = /^([+-])(\d{2}):(\d{2})$/.exec(offset) ?? [];
  return (sign === '-' ? -1 : 1) * (Number(hours ?? 0) * 60 + Number(minutes ?? 0));
};

/**
 * Writes a point in time in its offset (RFC 3339), with a fraction of the second only if there is one, without zeros at
 * its end.
 * @example formatOffsetDateTime({ at: new Date(0), offset: '+02:00' }) === '1970-01-01T02:00:00+02:00'
 */
export function formatOffsetDateTime({ at, offset }: OffsetDateTime): string {
  const local = new Date(at.getTime() + minutesOf(offset) * 60_000).toISOString();
  return local.replace(/\.?0*Z$/, '') + offset;
}
