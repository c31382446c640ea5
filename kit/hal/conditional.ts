import { createHash } from 'node:crypto';
import type { IfMatch } from '../resource/operations/change.ts';
import { fail, succeed, type Outcome } from '../resource/problems.ts';
import { preconditionRequired } from './http-problems.ts';

/** The strong entity tag of a representation, unquoted. */
export const tagOf = (representation: string): string =>
  createHash('sha256').update(representation).digest('base64url').slice(0, 27);

/**
 * The entity tag of another representation of a document: its own, and what tells the representation apart. A change on
 * the condition of either is a change of the document.
 */
export const variantTag = (etag: string, representation: string): string =>
  `${etag}~${tagOf(representation).slice(0, 12)}`;

/** The tag of the document itself. */
const documentTag = (value: string): string => value.split('~', 1)[0] ?? value;

/** Whether something that was changed last then is known by `If-Modified-Since` (§13.1.3): seconds are compared. */
export function isUnmodified(header: string | undefined, modified: Date | undefined): boolean {
  const since = header === undefined ? NaN : Date.parse(header);
  return modified !== undefined && Math.floor(modified.getTime() / 1000) * 1000 <= since;
}

const tag = /(W\/)?"([^"]*)"|([^",\s]+)/g;

/** The entity tags of a header (RFC 9110 §8.8.3), unquoted. Old clients send them bare: those are taken as strong. */
function readTags(header: string): readonly { readonly value: string; readonly weak: boolean }[] {
  return [...header.matchAll(tag)].map(([, weak, quoted, bare]) => ({
    value: quoted ?? bare ?? '',
    weak: weak !== undefined,
  }));
}

/** `If-Match` (RFC 9110 §13.1.1): strong comparison, so weak tags match nothing. Without the header it is 428. */
export function readIfMatch(header: string | undefined): Outcome<IfMatch> {
  if (header === undefined || header.trim() === '')
    return fail(preconditionRequired('send If-Match with the entity tag (ETag, or _etag) of what you have read'));
  if (header.trim() === '*') return succeed('*');
  return succeed(
    readTags(header)
      .filter(({ weak }) => !weak)
      .map(({ value }) => documentTag(value)),
  );
}

/** Whether `If-None-Match` (§13.1.2) names the representation: weak comparison. */
export function isKnown(header: string | undefined, etag: string): boolean {
  if (header === undefined) return false;
  return header.trim() === '*' || readTags(header).some(({ value }) => value === etag);
}
