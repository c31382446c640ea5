import { Temporal } from 'temporal-polyfill';
import { z } from 'zod';
import { define, type FieldDocumentation } from './field.ts';
import { parses } from './parses.ts';

/**
 * Weeks alone, or days, hours, minutes and seconds, all without fractions (RFC 3339 Appendix A). Unlike there, hours
 * and seconds can stand without minutes (`PT1H30S`), as usual libraries write them and JSON Schema validators accept.
 */
const durationPattern = '^P(?=[\\dT])(\\d+W|(\\d+D)?(T(?=\\d)(\\d+H)?(\\d+M)?(\\d+S)?)?)$';
/** What ISO 8601 has besides: weeks beside other units, and a fraction of the smallest unit. Stores may have such. */
const extendedDurationPattern =
  /^P(?=[\dT])(\d+W)?(\d+D)?(T(?=\d)(\d+([.,]\d+)?H)?(\d+([.,]\d+)?M)?(\d+([.,]\d+)?S)?)?$/;

const relativeTo = Temporal.PlainDateTime.from('2000-01-01T00:00');

/** Returns the length of an ISO 8601 duration in seconds; a day has 24 hours. Undefined if it has no fixed length. */
export function durationSeconds(value: string): number | undefined {
  if (!extendedDurationPattern.test(value) || !parses(() => Temporal.Duration.from(value))) return undefined;
  return Temporal.Duration.from(value).total({ unit: 'second', relativeTo });
}

/** Returns the duration of the same length in the syntax of RFC 3339. */
const inSimpleUnits = (value: string): string =>
  Temporal.Duration.from(value).round({ largestUnit: 'day', smallestUnit: 'second', relativeTo }).toString();

/** Returns what a duration must be if it is invalid; undefined if it is valid. */
function durationError(value: string, maxSeconds: number): string | undefined {
  const seconds = durationSeconds(value);
  if (seconds === undefined && /^P\d+[YM]|^P\d+Y\d+M/.test(value))
    return 'must have a fixed length: years and months have none, use weeks, days, hours, minutes or seconds';
  if (seconds === undefined) return 'must be an ISO 8601 duration, such as PT15M, PT1H30M or P1D';
  if (seconds < 1) return 'must be at least one second long';
  if (!Number.isSafeInteger(seconds)) return 'must be a whole number of seconds';
  if (seconds > maxSeconds) return `must be at most ${maxSeconds / 86_400} days long`;
  if (new RegExp(durationPattern).test(value)) return undefined;
  return `must have whole numbers, and weeks only alone (RFC 3339, Appendix A): write ${inSimpleUnits(value)}`;
}

/**
 * Declares a duration of fixed length (no years, no months) in the syntax of RFC 3339 Appendix A, from one second to
 * `maxDays`.
 */
export function fixedDuration({
  maxDays,
  ...documentation
}: FieldDocumentation<string> & { readonly maxDays: number }) {
  const schema = z.string('must be an ISO 8601 duration, such as PT15M').superRefine((value, issues) => {
    const message = durationError(value, maxDays * 86_400);
    if (message !== undefined) issues.addIssue({ code: 'custom', message });
  });
  return define<string>({ ...documentation, kind: 'duration', pattern: durationPattern, schema });
}
