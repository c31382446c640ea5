import type { IfMatch } from '../resource/operations/precondition.ts';
import { fail, succeed, type Outcome } from '../resource/problems.ts';
import { parseEntityTags, entityTagOf, type EntityTagParts } from '../http/entity-tags.ts';
import { preconditionRequired } from './http-problems.ts';

/**
 * The entity tag of another representation of a document: its own, and what tells the representation apart. A change on
 * the condition of either is a change of the document.
 */
export const variantEntityTag = (etag: string, ...telling: EntityTagParts): string =>
  `${etag}~${entityTagOf(...telling).slice(0, 12)}`;

/** The tag of the document itself. */
const documentTag = (value: string): string => value.split('~', 1)[0] ?? value;

/** `If-Match` (RFC 9110 §13.1.1): strong comparison, so weak tags match nothing. Without the header it is 428. */
export function parseIfMatch(header: string | undefined): Outcome<IfMatch> {
  if (header === undefined || header.trim() === '')
    return fail(preconditionRequired('send If-Match with the entity tag (ETag, or _etag) of what you have read'));
  if (header.trim() === '*') return succeed('*');
  return succeed(
    parseEntityTags(header)
      .filter(({ weak }) => !weak)
      .map(({ value }) => documentTag(value)),
  );
}
