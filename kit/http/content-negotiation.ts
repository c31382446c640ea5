import { LRUCache } from 'lru-cache';
import Negotiator from 'negotiator';
import { memoize } from '../util/memoize.ts';

/** Bounds of the cache of negotiated headers: clients send few distinct headers, and short ones. */
const maxCachedHeaders = 500;
const maxCachedHeaderLength = 256;

/**
 * Media range parameters other than the weight. Responses have no parameters, except `charset`, which is always UTF-8.
 */
const parameter = /;\s*(?!q\s*=)[\w!#$&^.+-]+\s*=\s*(?:"(?:[^"\\]|\\.)*"|[^\s;,"]*)/gi;

/** Whether an `Accept` header has this media type itself, and not only a range that includes it. */
export const namesMediaType = (accept: string | undefined, type: string): boolean =>
  accept !== undefined &&
  new Negotiator({ headers: { accept: accept.toLowerCase().replace(parameter, '') } }).mediaTypes().includes(type);

/** Returns the media type that an `Accept` header prefers, or undefined when it accepts none of them. */
export type MediaTypeChooser<Type extends string> = (accept: string | undefined) => Type | undefined;

/**
 * Creates a chooser among these media types (RFC 9110 §12.5.1). Without an `Accept` header it chooses the first.
 * Parameters are ignored: `application/hal+json; charset=utf-8` matches `application/hal+json`.
 *
 * @example
 * const choose = createMediaTypeChooser(['application/hal+json', 'text/html']);
 * choose('text/html, application/hal+json;q=0.5'); // 'text/html'
 */
export function createMediaTypeChooser<Type extends string>(types: readonly Type[]): MediaTypeChooser<Type> {
  const choose = (accept: string): Type | undefined => {
    const ranges = accept.replace(parameter, '');
    const preferred = new Negotiator({ headers: { accept: ranges } }).mediaType([...types]);
    return types.find((type) => type === preferred);
  };
  const chooseCached = memoize(choose, new LRUCache({ max: maxCachedHeaders }));
  return (accept) => {
    if (accept === undefined || accept.trim() === '') return types[0];
    return accept.length > maxCachedHeaderLength ? choose(accept) : chooseCached(accept);
  };
}
