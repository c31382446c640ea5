import type { Request } from 'express';
import { isObject } from '../../util/is-object.ts';
import { parseJson } from '../../util/parse-json.ts';

const optional: ReadonlySet<string> = new Set(['operationName', 'variables', 'extensions', 'documentId']);

/** Whether a parameter is there: an optional one that is null or empty is as good as absent. */
const isPresent = ([name, value]: readonly [string, unknown]): boolean =>
  !optional.has(name) || (value !== null && value !== '');

/** Returns the parameters in the query string of a URL, in their order. */
export const queryParameters = (url: string): readonly [string, string][] => [
  ...new URL(url, 'http://any').searchParams,
];

/**
 * Removes the optional parameters that are null or empty from a request, so that nobody else needs to know them
 * (GraphQL over HTTP, "GET" and "JSON Encoding").
 */
export function omitEmptyParameters(request: Request): void {
  if (request.method !== 'GET') {
    const body: unknown = request.body;
    if (isObject(body)) request.body = Object.fromEntries(Object.entries(body).filter(isPresent));
    return;
  }
  const given = queryParameters(request.url);
  const present = given.filter(isPresent);
  if (present.length < given.length) request.url = `${request.path}?${new URLSearchParams(present).toString()}`;
}

/** Returns the parameters of a request: those of its query string, or whatever its body is. */
export function parametersOf(request: Request): unknown {
  if (request.method !== 'GET') return request.body;
  return Object.fromEntries(
    queryParameters(request.url).map(([name, text]) => [name, isJsonParameter(name) ? parseJsonOrText(text) : text]),
  );
}

const isJsonParameter = (name: string): boolean => name === 'variables' || name === 'extensions';

/** Parses JSON. Invalid JSON and null stay strings, which are no valid values: omit the parameter instead of null. */
const parseJsonOrText = (text: string): unknown => parseJson(text) ?? text;
