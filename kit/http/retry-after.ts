import { parseHttpDate } from './http-date.ts';

/**
 * Returns the seconds of a `Retry-After` header: a number, or the time until a date (RFC 9110 §10.2.3). Undefined if
 * there is none, or it is malformed.
 */
export function parseRetryAfter(header: string | string[] | undefined, now = Date.now()): number | undefined {
  if (typeof header !== 'string') return undefined;
  if (/^\d{1,15}$/.test(header)) return Number(header);
  const date = parseHttpDate(header);
  return date === undefined ? undefined : Math.max(0, Math.ceil((date.getTime() - now) / 1000));
}
