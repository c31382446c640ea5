import { asArray, asObject, asText, isObject, type JsonObject } from './json.ts';

/** A link of a HAL document (draft-kelly-json-hal-11 §5), with an absolute URL. */
export interface Link {
  readonly rel: string;
  readonly href: string;
  readonly templated: boolean;
  readonly title: string | undefined;
  /** The media type of the target, if the link tells it. */
  readonly type: string | undefined;
  readonly name: string | undefined;
  readonly isDeprecated: boolean;
  /** Whether the link is that of a service which registered without a token. */
  readonly isGuest: boolean;
}

/** Resolves the part of a URL template before its first expression. */
function resolveTemplate(href: string, base: string): string {
  const start = href.indexOf('{');
  return start === 0 ? href : new URL(href.slice(0, start), base).href + href.slice(start);
}

/** Returns an absolute URL; the text itself if it is none. */
export function resolveHref(href: string, base: string): string {
  try {
    return href.includes('{') ? resolveTemplate(href, base) : new URL(href, base).href;
  } catch {
    return href;
  }
}

/** Returns a URL in its normal form; undefined if it is none. */
export function parseUrl(text: string): string | undefined {
  try {
    return new URL(text).href;
  } catch {
    return undefined;
  }
}

/** Whether a URL can be shown by the page. Others, such as `javascript:`, must never become links. */
export const isWebUrl = (url: string): boolean => /^https?:\/\/[^/]/i.test(url);

function parseLink(rel: string, value: unknown, base: string): readonly Link[] {
  const link = asObject(value);
  const href = asText(link['href']);
  if (href === undefined) return [];
  return [
    {
      rel,
      href: resolveHref(href, base),
      templated: link['templated'] === true,
      title: asText(link['title']),
      type: asText(link['type']),
      name: asText(link['name']),
      isDeprecated: link['deprecation'] !== undefined,
      isGuest: link['guest'] === true,
    },
  ];
}

/** Returns all links of a document, in its order. */
export const linksOf = (body: unknown, base: string): readonly Link[] =>
  Object.entries(asObject(asObject(body)['_links'])).flatMap(([rel, value]) =>
    (Array.isArray(value) ? (value as unknown[]) : [value]).flatMap((each) => parseLink(rel, each, base)),
  );

/** Returns the first link of a relation. */
export const linkOf = (body: unknown, rel: string, base: string): Link | undefined =>
  linksOf(body, base).find((link) => link.rel === rel);

/** Documents that are embedded under one relation. */
export interface EmbeddedDocuments {
  readonly rel: string;
  readonly items: readonly JsonObject[];
  /** Whether the relation has one document, not a list. */
  readonly isSingle: boolean;
}

/** Returns the embedded documents by relation (§4.1.2). */
export const embeddedOf = (body: unknown): readonly EmbeddedDocuments[] =>
  Object.entries(asObject(asObject(body)['_embedded'])).map(([rel, value]) => ({
    rel,
    items: (isObject(value) ? [value] : asArray(value)).filter(isObject),
    isSingle: isObject(value),
  }));

/** A member that refers to another document, such as `_venue_ref`. */
const reference = /^_(.+)_ref$/;

/** Returns the relation of a member that refers to another document. */
export const referenceRel = (member: string): string | undefined => reference.exec(member)?.[1];

/** Whether a document is a list. */
export const isList = (body: unknown): boolean => isObject(asObject(body)['_meta']);

/** Returns what the document is about: its members without those of HAL and of the service. */
export const fieldsOf = (body: unknown): readonly (readonly [string, unknown])[] =>
  Object.entries(asObject(body)).filter(([name]) => !name.startsWith('_'));

/** Members by which a document is called, the best first. */
const labelMembers = ['name', 'title', 'label', 'username', 'rel', '_id'];

/** Returns what people call an embedded document. */
export function labelOf(body: unknown): string | undefined {
  const members = asObject(body);
  return labelMembers.map((name) => asText(members[name])).find((label) => label !== undefined);
}
