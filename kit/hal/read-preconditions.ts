import { isUnmodifiedSince, matchingEntityTag, parseEntityTags, withoutCoding } from '../http/entity-tags.ts';
import { documentTag } from './conditional.ts';

/** What identifies the representation that a read selects. Entity tags are unquoted. */
export interface Validators {
  /** The entity tag, with and without the suffix of the content coding. */
  readonly etag: string;
  readonly uncodedTag: string;
  /** The entity tag of the document itself, if the representation is of one. */
  readonly documentTag: string | undefined;
  readonly lastModified: Date | undefined;
}

/** The outcome of the preconditions of a read: the response is sent, the client's copy is current, or one fails. */
export type ReadPreconditions =
  | { readonly kind: 'hold' }
  | { readonly kind: 'notModified'; readonly etag: string }
  | { readonly kind: 'failed'; readonly detail: string };

type HeaderReader = (name: string) => string | undefined;

/** Whether `If-Match` names the representation, by strong comparison, or the version of its document. */
function matchesIfMatch(header: string, { etag, uncodedTag, documentTag: ofDocument }: Validators): boolean {
  if (header.trim() === '*') return true;
  const tags = parseEntityTags(header).filter(({ weak }) => !weak);
  return tags.some(
    ({ value }) => value === etag || withoutCoding(value) === uncodedTag || documentTag(value) === ofDocument,
  );
}

/** Returns what is wrong with `If-Match`, or without it with `If-Unmodified-Since`; undefined if the request goes on. */
function failureOf(header: HeaderReader, validators: Validators): string | undefined {
  const ifMatch = header('if-match');
  if (ifMatch !== undefined && ifMatch.trim() !== '')
    return matchesIfMatch(ifMatch, validators)
      ? undefined
      : `If-Match: the current entity tag is "${validators.documentTag ?? validators.etag}"`;
  const { lastModified } = validators;
  return isUnmodifiedSince(header('if-unmodified-since'), lastModified) === false
    ? `If-Unmodified-Since: the last modification was at ${lastModified?.toUTCString()}`
    : undefined;
}

/** Evaluates the preconditions of GET and HEAD in the order of RFC 9110 §13.2.2. */
export function evaluateReadPreconditions(header: HeaderReader, validators: Validators): ReadPreconditions {
  const detail = failureOf(header, validators);
  if (detail !== undefined) return { kind: 'failed', detail };
  const { etag, uncodedTag, lastModified } = validators;
  const ifNoneMatch = header('if-none-match');
  if (ifNoneMatch?.trim() === '*') return { kind: 'notModified', etag };
  if (ifNoneMatch !== undefined) {
    const cached = matchingEntityTag(ifNoneMatch, uncodedTag);
    return cached === undefined ? { kind: 'hold' } : { kind: 'notModified', etag: cached };
  }
  const isCurrent = isUnmodifiedSince(header('if-modified-since'), lastModified) === true;
  return isCurrent ? { kind: 'notModified', etag } : { kind: 'hold' };
}
