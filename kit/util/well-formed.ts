import { isUtf8 } from 'node:buffer';
import { isObject } from './is-object.ts';

const loneSurrogate = /\p{Surrogate}/u;

/** Whether a text is Unicode: it has no surrogate without its pair, which no UTF-8 text can have (RFC 8259 §8.2). */
export const isWellFormed = (text: string): boolean => !loneSurrogate.test(text);

/** Returns an ill-formed text in a value: a name of a member or a text at any depth; undefined if there is none. */
export function findIllFormed(value: unknown): string | undefined {
  const pending = [value];
  while (pending.length > 0) {
    const next = pending.pop();
    if (typeof next === 'string' && !isWellFormed(next)) return next;
    if (Array.isArray(next)) for (const each of next) pending.push(each);
    else if (isObject(next)) for (const [name, each] of Object.entries(next)) pending.push(name, each);
  }
  return undefined;
}

const surrogateEscape = /\\u[dD][89a-fA-F]/;

/** Whether a value that was parsed from a well-formed JSON text can have an ill-formed text: it has escapes of one. */
export const canBeIllFormed = (json: string): boolean => surrogateEscape.test(json);

/**
 * Returns the first ill-formed text in a value that was parsed from well-formed JSON. Only an escape (`\ud800`) can have
 * put one there, so a JSON text without any is not searched.
 */
export const findIllFormedIn = (value: unknown, json: string): string | undefined =>
  canBeIllFormed(json) ? findIllFormed(value) : undefined;

/** Describes an ill-formed text, with its surrogates escaped. At most 100 characters of it are quoted. */
export const describeIllFormed = (text: string): string =>
  `${JSON.stringify(text.slice(0, 100))} has a surrogate without its pair, so that it is no Unicode text`;

/** Replaces percent-encoded octets by the octets. A `%` without two digits stands for itself. */
const octetsOf = (target: string): Buffer =>
  Buffer.from(
    target.replace(/%([\da-f]{2})/gi, (_, digits: string) => String.fromCharCode(Number.parseInt(digits, 16))),
    'latin1',
  );

/** Whether the octets of a request target, percent-encoded or not, are UTF-8 (RFC 3986 §2.5). */
export const isUtf8Target = (target: string): boolean => !/[%\x80-\xff]/.test(target) || isUtf8(octetsOf(target));
