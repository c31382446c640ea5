import type { IfMatch } from '../resource/operations/precondition.ts';
import { fail, succeed, type Outcome } from '../resource/problems.ts';
import { parseEntityTags, entityTagOf, type EntityTagParts } from '../http/entity-tags.ts';
import { preconditionRequired } from './http-problems.ts';

/**
 * Computes the entity tag of another representation of a document: the document's tag, `~`, and a hash of the parts. In
 * `If-Match`, the tag of any representation identifies the document's version.
 */
export const variantEntityTag = (etag: string, ...parts: EntityTagParts): string =>
  `${etag}~${entityTagOf(...parts).slice(0, 12)}`;

/** Returns the document's own tag from the tag of any of its representations. */
export const documentTag = (etag: string): string => etag.split('~', 1)[0] ?? etag;

/**
 * Parses `If-Match` (RFC 9110 §13.1.1). The comparison is strong, so weak tags are dropped. Fails with 428 without the
 * header.
 */
export function parseIfMatch(header: string | undefined): Outcome<IfMatch> {
  if (header === undefined || header.trim() === '')
    return fail(preconditionRequired('send If-Match with the entity tag of the version that you read (ETag or _etag)'));
  if (header.trim() === '*') return succeed('*');
  return succeed(
    parseEntityTags(header)
      .filter(({ weak }) => !weak)
      .map(({ value }) => documentTag(value)),
  );
}
