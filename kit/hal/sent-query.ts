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

/**
 * Returns the query of another page of the same list.
 * @example queryOfPage('?sort=name&page=1', 2) // '?sort=name&page=2'
 */
export function queryOfPage(query: string, page: number): string {
  const parameters = query
    .slice(1)
    .split('&')
    .filter((parameter) => parameter !== '' && nameOf(parameter) !== 'page');
  return `?${[...parameters, `page=${page}`].join('&')}`;
}
