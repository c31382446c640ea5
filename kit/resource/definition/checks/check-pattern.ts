import type { Field } from '../../fields/index.ts';
import { safeRegex } from '../../safe-regex.ts';

const maxLength = 1000;

/** Replaces escapes of code points and classes, which take one character each, by a plain one. */
const withoutUnicodeEscapes = (pattern: string): string =>
  pattern.replace(/\\(?:u[0-9a-fA-F]{4}|u\{[0-9a-fA-F]+\}|x[0-9a-fA-F]{2}|[pP]\{[^}]*\}|[nrtfv])/g, 'x');

/** Finds a pattern of a text that is not a regular expression, or whose matching time is not linear. */
export function checkPattern(place: string, { kind, pattern }: Field): string[] {
  if (kind !== 'text' || pattern === undefined) return [];
  try {
    new RegExp(pattern, 'u');
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    return [`${place}: the pattern is not a regular expression: ${reason}`];
  }
  const safe = safeRegex(withoutUnicodeEscapes(pattern), maxLength);
  return safe.ok ? [] : [`${place}: ${safe.message}; for other conditions, write a rule with a check`];
}
