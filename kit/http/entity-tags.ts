import { createHash } from 'node:crypto';
import { parseHttpDate } from './http-date.ts';

/** What identifies a representation: its bytes, and attributes such as the media type. */
export type EntityTagParts = readonly (string | Buffer)[];

/** Computes a strong entity tag from the parts (SHA-256, base64url, 27 characters), unquoted. */
export function entityTagOf(...parts: EntityTagParts): string {
  const hash = createHash('sha256');
  for (const part of parts) hash.update(part);
  return hash.digest('base64url').slice(0, 27);
}

const codingSuffix = /~(?:gzip|deflate|br|zstd)$/;

/** Returns the entity tag of the unencoded representation. */
export const withoutCoding = (etag: string): string => etag.replace(codingSuffix, '');

/** Returns the entity tag of the encoded representation: each content coding has its own (RFC 9110 §8.8.3.3). */
export const encodedEntityTag = (etag: string, coding: string): string => `${etag}~${coding}`;

/**
 * Whether the last modification is at most at the date in `If-Modified-Since` or `If-Unmodified-Since` (RFC 9110
 * §13.1.3, §13.1.4), in whole seconds. Returns undefined where the header does not count: without it, if it is no
 * HTTP-date, or if the date of the last modification is unknown.
 */
export function isUnmodifiedSince(header: string | undefined, lastModified: Date | undefined): boolean | undefined {
  const since = header === undefined ? undefined : parseHttpDate(header);
  if (since === undefined || lastModified === undefined) return undefined;
  return Math.floor(lastModified.getTime() / 1000) * 1000 <= since.getTime();
}

const tag = /(W\/)?"([^"]*)"|([^",\s]+)/g;

/** Parses the entity tags of a header (RFC 9110 §8.8.3), unquoted. Unquoted tags, as older clients send, are strong. */
export function parseEntityTags(header: string): readonly { readonly value: string; readonly weak: boolean }[] {
  return [...header.matchAll(tag)].map(([, weak, quoted, bare]) => ({
    value: quoted ?? bare ?? '',
    weak: weak !== undefined,
  }));
}

/**
 * Returns the tag in `If-None-Match` (RFC 9110 §13.1.2) that matches the representation in any content coding, by weak
 * comparison. Returns undefined when none matches.
 */
export function matchingEntityTag(header: string | undefined, etag: string): string | undefined {
  if (header === undefined) return undefined;
  if (header.trim() === '*') return etag;
  return parseEntityTags(header).find(({ value }) => withoutCoding(value) === etag)?.value;
}

/** Whether `If-None-Match` matches the representation. */
export const matchesIfNoneMatch = (header: string | undefined, etag: string): boolean =>
  matchingEntityTag(header, etag) !== undefined;
