import { LRUCache } from 'lru-cache';
import Negotiator from 'negotiator';
import { memoize } from '../util/memoize.ts';

/** Answers to headers that are remembered: clients send few different ones, and short ones. */
const rememberMost = 500;
const rememberedLength = 256;

/** Parameters of a media range other than its weight: what is sent has none, or is in UTF-8 anyway. */
const parameter = /;\s*(?!q\s*=)[\w!#$&^.+-]+\s*=\s*(?:"(?:[^"\\]|\\.)*"|[^\s;,"]*)/gi;

/** What of a few media types a client wants most, by its `Accept`; undefined when it takes none of them. */
export type MediaTypeChooser<Type extends string> = (accept: string | undefined) => Type | undefined;

/**
 * Chooses among these media types (RFC 9110 §12.5.1): the first, if the client does not say.
 * `application/hal+json; charset=utf-8` is `application/hal+json`.
 */
export function createMediaTypeChooser<Type extends string>(types: readonly Type[]): MediaTypeChooser<Type> {
  const choose = (accept: string): Type | undefined => {
    const ranges = accept.replace(parameter, '');
    const wanted = new Negotiator({ headers: { accept: ranges } }).mediaType([...types]);
    return types.find((type) => type === wanted);
  };
  const chooseCached = memoize(choose, new LRUCache({ max: rememberMost }));
  return (accept) => {
    if (accept === undefined || accept.trim() === '') return types[0];
    return accept.length > rememberedLength ? choose(accept) : chooseCached(accept);
  };
}
