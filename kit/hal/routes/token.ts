import { z } from 'zod';
import type { Authority } from '../../access/authority.ts';
import { readCredentials } from '../../access/credentials.ts';
import type { SignedIn } from '../../access/identify.ts';
import { fail, malformed, unauthenticated, unavailable, type Outcome } from '../../resource/problems.ts';
import { ok, type Exchange } from '../exchange.ts';
import type { RouteTable } from './table.ts';

export interface TokenSettings {
  readonly authority: Authority;
  signIn(username: string, password: string): Promise<SignedIn>;
}

const bodyShape = z.strictObject({ username: z.string(), password: z.string() });
type UsernameAndPassword = z.infer<typeof bodyShape>;

/** Username and password, from Basic or from the body. */
function given({ header, body }: Exchange): Outcome<UsernameAndPassword> {
  const credentials = readCredentials(header('authorization'));
  if (credentials.scheme === 'basic') return { ok: true, value: credentials };
  if (!body.ok) return body;
  if (body.value === undefined)
    return fail(unauthenticated('send Basic credentials, or a body with username and password'));
  const parsed = bodyShape.safeParse(body.value);
  return parsed.success
    ? { ok: true, value: parsed.data }
    : fail(malformed('the body is to be {"username": …, "password": …}'));
}

/** `POST /token` gives a Bearer token (RFC 6749 §5.1) for a username and a password; `GET /jwks` the keys (RFC 7517). */
export function tokenRoutes({ authority, signIn }: TokenSettings): RouteTable {
  return [
    [
      '/token',
      {
        POST: async (exchange) => {
          const wanted = given(exchange);
          if (!wanted.ok) return wanted;
          const signed = await signIn(wanted.value.username, wanted.value.password);
          if (signed.kind === 'away') return fail(unavailable('the accounts cannot be read now'));
          if (signed.kind === 'bad') return fail(unauthenticated('the username or the password is wrong'));
          const { accessToken, expiresInSeconds } = await authority.issue(signed.caller);
          const token = { access_token: accessToken, token_type: 'Bearer', expires_in: expiresInSeconds };
          const links = { self: { href: `${exchange.places.base}/token` } };
          return ok({ ...token, _links: links }, { headers: { 'cache-control': 'no-store' } });
        },
      },
    ],
    ['/jwks', { GET: () => Promise.resolve(ok(authority.keys, { type: 'application/jwk-set+json' })) }],
  ];
}
