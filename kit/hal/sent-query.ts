import { unescape } from 'node:querystring';

/** What RFC 3986 §3.4 does not allow in a query: a `%` that begins no octet, and other characters. */
const invalid = /%(?![\dA-F]{2})|[^\w%!$&'()*+,;=:@/?.~-]/gi;

const toOctet = (character: string): string =>
  `%${character.charCodeAt(0).toString(16).toUpperCase().padStart(2, '0')}`;

/** Returns the query of a request's URL as it was sent, with its `?`, and as RFC 3986 requires; empty without one. */
export function sentQuery(url: string): string {
  const start = url.indexOf('?');
  return start < 0 || start === url.length - 1 ? '' : url.slice(start).replace(invalid, toOctet);
}

const nameOf = (parameter: string): string => unescape(parameter.split('=', 1)[0] ?? '');
const parametersIn = (query: string): readonly string[] =>
  query
    .slice(1)
    .split('&')
    .filter((parameter) => parameter !== '');

/**
 * Returns the query of another page of the same list, with the position after which it begins if there is one.
 * @example queryOfPage('?sort=name&page=1', 2) // '?sort=name&page=2'
 */
export function queryOfPage(query: string, page: number, after?: string): string {
  const parameters = parametersIn(query).filter((parameter) => !['page', 'after'].includes(nameOf(parameter)));
  return `?${[...parameters, `page=${page}`, ...(after === undefined ? [] : [`after=${after}`])].join('&')}`;
}

/** Returns a query with these parameters alone; empty if it has none of them. */
function queryWith(query: string, names: readonly string[]): string {
  const parameters = parametersIn(query).filter((parameter) => names.includes(nameOf(parameter)));
  return parameters.length === 0 ? '' : `?${parameters.join('&')}`;
}

/**
 * Returns the query of the changes of a list: what selects documents and their representation.
 * @example queryOfChanges('?sort=name&where={}') // '?where={}'
 */
export const queryOfChanges = (query: string): string =>
  queryWith(query, ['where', 'projection', 'embed', 'links_only']);

/**
 * Returns the query of another representation of a list: what selects and sorts documents.
 * @example queryOfAlternates('?sort=name&page=2') // '?sort=name'
 */
export const queryOfAlternates = (query: string): string => queryWith(query, ['where', 'sort']);
