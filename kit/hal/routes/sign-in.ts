import { anonymous } from '../../access/caller.ts';
import { unauthenticated } from '../../resource/common-problems.ts';
import { fail, succeed } from '../../resource/problems.ts';
import { parseUrl } from '../../util/parse-url.ts';
import { maxRedirectionLength, signInPath } from '../page-response.ts';
import type { Route, RouteTable } from '../request.ts';

/**
 * Handles GET of the path that asks browsers for a username and a password, which they send with further requests to the
 * service; then it redirects to the path `to`, unless that is very long.
 */
const signIn: Route = async ({ context, query, baseUrl }) => {
  if (context.caller === anonymous) return fail(unauthenticated('sign in with a username and a password'));
  const to = [query['to'] ?? ''].flat().at(-1) ?? '';
  const isPath = to.startsWith('/') && to.length <= maxRedirectionLength;
  const location = parseUrl(`${baseUrl}${isPath ? to : '/'}`)?.href ?? `${baseUrl}/`;
  return succeed({ status: 303, body: undefined, headers: { location } });
};

/** Creates `GET /sign-in`, to which pages lead that ask for credentials. */
export const signInRoutes: RouteTable = [[signInPath, { GET: signIn }]];
