import { createHash } from 'node:crypto';

/** What tells a representation from others: its bytes, and what is to be said of them besides. */
export type EntityTagParts = readonly (string | Buffer)[];

/** The strong entity tag of a representation, unquoted. */
export function entityTagOf(...telling: EntityTagParts): string {
  const hash = createHash('sha256');
  for (const part of telling) hash.update(part);
  return hash.digest('base64url').slice(0, 27);
}

const coded = /~(?:gzip|deflate|br|zstd)$/;

/** The entity tag of a representation in a content coding: another one (RFC 9110 §8.8.3.3). */
export const encodedEntityTag = (etag: string, coding: string): string => `${etag}~${coding}`;

/** Whether something that was changed last then is known by `If-Modified-Since` (§13.1.3): seconds are compared. */
export function isNotModifiedSince(header: string | undefined, modified: Date | undefined): boolean {
  const since = header === undefined ? NaN : Date.parse(header);
  return modified !== undefined && Math.floor(modified.getTime() / 1000) * 1000 <= since;
}

const tag = /(W\/)?"([^"]*)"|([^",\s]+)/g;

/** The entity tags of a header (RFC 9110 §8.8.3), unquoted. Old clients send them bare: those are taken as strong. */
export function parseEntityTags(header: string): readonly { readonly value: string; readonly weak: boolean }[] {
  return [...header.matchAll(tag)].map(([, weak, quoted, bare]) => ({
    value: quoted ?? bare ?? '',
    weak: weak !== undefined,
  }));
}

/**
 * The tag by which `If-None-Match` (§13.1.2) names the representation, in whatever content coding the client has it:
 * weak comparison. Undefined when it does not.
 */
export function matchingEntityTag(header: string | undefined, etag: string): string | undefined {
  if (header === undefined) return undefined;
  if (header.trim() === '*') return etag;
  return parseEntityTags(header).find(({ value }) => value.replace(coded, '') === etag)?.value;
}

/** Whether `If-None-Match` names the representation. */
export const matchesIfNoneMatch = (header: string | undefined, etag: string): boolean =>
  matchingEntityTag(header, etag) !== undefined;
