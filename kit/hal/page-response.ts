import type { Request, Response } from 'express';
import type { ChallengeSettings } from '../access/challenges.ts';
import { publicBaseUrlOf } from '../http/middleware.ts';
import { pageRendererOf, type FinishedResponse } from '../http/page.ts';
import { formsType } from './media-types.ts';

/** What the routes negotiate for a page: it shows HAL-FORMS where a route produces it, else what the route prefers. */
export const acceptOfPages = `${formsType}, */*;q=0.5`;

/** Whether the response to a request is a page. */
export const prefersPage = (response: Response): boolean => pageRendererOf(response) !== undefined;

/** The most characters of a URL that a page is redirected to: clients accept 16 KB of headers. */
export const maxRedirectionLength = 8000;

/** A parameter of a query that has a name and an empty value. */
const emptyParameter = /[?&][^=&]+=(?=&|$)/;

/**
 * Returns where a read for a page is redirected: to its URL without empty parameters, which browsers send for the inputs
 * of a form that are not filled in. An empty flag would be true. A very long URL is answered as it is.
 */
export function redirectionOf({ method, originalUrl }: Request, response: Response): string | undefined {
  const isRead = method === 'GET' || method === 'HEAD';
  if (!isRead || !prefersPage(response) || !emptyParameter.test(originalUrl)) return undefined;
  if (originalUrl.length > maxRedirectionLength) return undefined;
  const [path = '', query = ''] = originalUrl.split(/\?(.*)/s, 2);
  const parameters = query.split('&').filter((parameter) => !/^[^=]+=$/.test(parameter));
  return `${publicBaseUrlOf(response)}${path}${parameters.length === 0 ? '' : `?${parameters.join('&')}`}`;
}

/** The headers of a response that pages show, besides those of its route. Others vary between equal responses. */
const shownHeaders = [
  'allow',
  'accept-patch',
  'accept',
  'accept-encoding',
  'location',
  'retry-after',
  'www-authenticate',
];

function headersOf(response: Response, headers: FinishedResponse['headers']): FinishedResponse['headers'] {
  const shown = shownHeaders.flatMap((name) => {
    const value = response.getHeader(name);
    return value === undefined ? [] : [[name, [value].flat().join(', ')] as const];
  });
  return { ...Object.fromEntries(shown), ...headers };
}

/** Renders a JSON document as a page; undefined if the client prefers JSON, or if the body is no document. */
export function renderPage(response: Response, finished: FinishedResponse): string | undefined {
  const render = pageRendererOf(response);
  if (render === undefined || typeof finished.body !== 'object' || finished.body === null) return undefined;
  return render({ ...finished, headers: headersOf(response, finished.headers) });
}

/** How a problem asks for credentials. */
interface ProblemChallenges {
  readonly challenges?: ChallengeSettings | undefined;
  readonly asksForPassword?: boolean | undefined;
}

/** The path at which browsers ask for a username and a password, and which leads back to `to`. */
export const signInPath = '/sign-in';

/**
 * Returns how a problem asks for credentials. Pages ask for a Bearer token: for Basic, a browser would open its dialog
 * before it shows the page.
 */
export const challengesFor = (
  response: Response,
  { challenges, asksForPassword = false }: ProblemChallenges,
): ChallengeSettings | undefined =>
  challenges === undefined || asksForPassword || !prefersPage(response) ? challenges : { ...challenges, basic: false };

/** Returns the URL at which a page that asks for credentials offers Basic; undefined if it is not accepted. */
export const signInUrl = (response: Response, challenges: ChallengeSettings | undefined): string | undefined =>
  challenges?.basic === true
    ? `${publicBaseUrlOf(response)}${signInPath}?to=${encodeURIComponent(response.req.originalUrl)}`
    : undefined;
