import { parseTemplate } from 'url-template';
import { z } from 'zod';
import { isObject } from '../util/is-object.ts';
import { memoize } from '../util/memoize.ts';
import { parseUrl } from '../util/parse-url.ts';

/** A link of a HAL document, its href absolute (draft-kelly-json-hal-11 §5). */
export interface HalLink {
  readonly href: string;
  readonly name?: string | undefined;
  readonly title?: string | undefined;
  readonly templated?: boolean | undefined;
  /** In the `service` links of the HAL gateway's root: whether the service is a guest, registered without a token. */
  readonly guest?: boolean | undefined;
  /** In the root's link to a collection: the relations that its resource adds to others. */
  readonly inverse?: unknown;
  /** In the same link: the views that its resource adds to others. */
  readonly views?: unknown;
  /** In the same link: the searches that its resource adds to others. */
  readonly searches?: unknown;
}

/**
 * The links of a document. Those of a relation are parsed when they are asked for: the root of the HAL gateway can have
 * thousands of relations, of which its readers need a few.
 */
export interface HalLinks {
  /** Returns the links of a relation; undefined if there are none. Curies are left out. */
  get(rel: string): readonly HalLink[] | undefined;
  /** The names of the relations, in order, without curies. */
  readonly rels: readonly string[];
}

const link = z.looseObject({
  href: z.string(),
  name: z.string().optional(),
  title: z.string().optional(),
  templated: z.boolean().optional(),
  guest: z.boolean().optional(),
});
const document = z.looseObject({ _links: z.custom<Readonly<Record<string, unknown>>>(isObject) });

function resolveHref(href: string, base: string): string {
  return href.includes('{') ? href : (parseUrl(href, base)?.href ?? href);
}

/** Parses the links of one relation: a link object, or an array of them. Values that are no link objects are left out. */
const linksIn = (value: unknown, url: string): readonly HalLink[] =>
  [value].flat().flatMap((each) => {
    const { data } = link.safeParse(each);
    return data === undefined ? [] : [{ ...data, href: resolveHref(data.href, url) }];
  });

/** Parses the links of a HAL document read from `url`; undefined if the body is not a HAL document. */
export function parseLinks(body: unknown, url: string): HalLinks | undefined {
  const parsed = document.safeParse(body);
  if (!parsed.success) return undefined;
  const { _links: links } = parsed.data;
  const has = (rel: string): boolean => rel !== 'curies' && Object.hasOwn(links, rel);
  return {
    get: memoize((rel: string) => (has(rel) ? linksIn(links[rel], url) : undefined), new Map()),
    rels: Object.keys(links).filter(has),
  };
}

/** Returns a link's href; a templated one is expanded (RFC 6570). */
export const expandLink = ({ href, templated }: HalLink, values: Readonly<Record<string, string>> = {}): string =>
  templated === true ? parseTemplate(href).expand(values) : href;
