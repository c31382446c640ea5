import { z } from 'zod';
import type { Accounts } from '../../access/accounts.ts';
import { issueAfterSignIn, type TokenIssuer, type IssuedToken } from '../../access/token-issuer.ts';
import { parseCredentials } from '../../access/credentials.ts';
import type { SignInResult } from '../../access/authentication.ts';
import type { PasswordCredentials } from '../../access/credentials-cache.ts';
import { verifyToken } from '../../access/tokens.ts';
import { fail, succeed, type Outcome } from '../../resource/problems.ts';
import {
  invalidToken,
  malformed,
  tooManySignInAttempts,
  unauthenticated,
  unavailable,
} from '../../resource/common-problems.ts';
import { ok, type ResourceRequest, type RouteTable } from '../request.ts';
import { unconditional } from '../media-types.ts';
import { type Body, type Route } from '../request.ts';
import type { RequestHead } from '../../http/forwarded.ts';
import type { Product } from '../../util/product.ts';
import { steadyNow, steadySeconds } from '../../util/steady-clock.ts';

/** What the token routes depend on. */
export interface TokenSettings {
  /** The product whose tokens are accepted for renewal. */
  readonly product: Product;
  readonly issuer: TokenIssuer;
  readonly accounts: Accounts;
  /** Seconds after signing in for which a token can be renewed without the password. */
  readonly sessionSeconds: number;
  signIn(credentials: PasswordCredentials, address: string): Promise<SignInResult>;
  /** Resolves the client's address, to throttle sign-in attempts from it. */
  addressOf(head: RequestHead): Promise<string>;
}

const bodySchema = z.strictObject({ username: z.string(), password: z.string() });
type TokenRequest =
  | { readonly kind: 'password'; readonly credentials: PasswordCredentials }
  | { readonly kind: 'token'; readonly token: string };

/** Parses the username and password from the body or from Basic credentials, or the Bearer token to renew. */
function parseTokenRequest({ header }: ResourceRequest, body: Body): Outcome<TokenRequest> {
  if (!body.ok) return body;
  if (body.value !== undefined) {
    const parsed = bodySchema.safeParse(body.value);
    return parsed.success
      ? succeed({ kind: 'password', credentials: parsed.data })
      : fail(malformed('the request body must be {"username": …, "password": …}'));
  }
  const credentials = parseCredentials(header('authorization'));
  if (credentials.scheme === 'basic') return succeed({ kind: 'password', credentials });
  return credentials.scheme === 'bearer'
    ? succeed({ kind: 'token', token: credentials.token })
    : fail(unauthenticated('send Basic credentials, a body with username and password, or a Bearer token to renew'));
}

/** Issues a token for a username and password. */
async function issueForPassword(
  credentials: PasswordCredentials,
  address: string,
  { issuer, signIn }: TokenSettings,
): Promise<Outcome<IssuedToken>> {
  const signed = await signIn(credentials, address);
  if (signed.kind === 'unavailable') return fail(unavailable('the accounts cannot be read now'));
  if (signed.kind === 'rejected') return fail(unauthenticated('the username or the password is wrong'));
  if (signed.kind === 'throttled') return fail(tooManySignInAttempts(signed.retryAfterSeconds));
  return succeed(await issueAfterSignIn(issuer, signed));
}

/** Renews a token for the account's current state, until the password changes or the session expires. */
async function renewToken(
  token: string,
  { product, issuer, accounts, sessionSeconds }: TokenSettings,
): Promise<Outcome<IssuedToken>> {
  const verified = await verifyToken(token, { keys: (fresh) => issuer.publicKeys(fresh), product });
  if (verified.kind === 'unavailable') return fail(unavailable('the keys cannot be read now'));
  if (verified.kind === 'invalid') return fail(invalidToken(verified.reason));
  const { caller, session } = verified;
  const account = caller.id === undefined ? undefined : await accounts.find(caller.id);
  const isExpired = session === undefined || session.authenticatedAt + sessionSeconds < steadySeconds();
  if (account === undefined || isExpired || session.passwordVersion !== account.passwordVersion)
    return fail(invalidToken('the token can no longer be renewed; send username and password'));
  return succeed(await issuer.issue(account.caller, session));
}

/**
 * Creates `POST /token`, which issues a Bearer token (RFC 6749 §5.1) for a username and password or renews a valid
 * token, and `GET /jwks`, the public keys (RFC 7517).
 */
export function tokenRoutes(settings: TokenSettings): RouteTable {
  const post: Route = async (request, body) => {
    const parsed = parseTokenRequest(request, body);
    if (!parsed.ok) return parsed;
    const address = await settings.addressOf(request.head);
    const issued = await (parsed.value.kind === 'token'
      ? renewToken(parsed.value.token, settings)
      : issueForPassword(parsed.value.credentials, address, settings));
    if (!issued.ok) return issued;
    const { accessToken, expiresInSeconds } = issued.value;
    const token = { access_token: accessToken, token_type: 'Bearer', expires_in: expiresInSeconds };
    const links = { self: { href: `${request.locator.baseUrl}/token` } };
    return ok({ ...token, _links: links }, { headers: { 'cache-control': 'no-store' } });
  };
  // The time by which tokens are issued, which verifiers go by.
  const jwks = async () =>
    ok(await settings.issuer.publicKeys(true), { headers: { date: new Date(steadyNow()).toUTCString() } });
  return [
    ['/token', { POST: post }],
    ['/jwks', { GET: jwks }, unconditional('application/jwk-set+json')],
  ];
}
