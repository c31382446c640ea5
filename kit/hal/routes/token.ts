import { z } from 'zod';
import type { Accounts } from '../../access/accounts.ts';
import type { TokenIssuer, IssuedToken } from '../../access/token-issuer.ts';
import { parseCredentials } from '../../access/credentials.ts';
import type { SignInResult, PasswordCredentials } from '../../access/authentication.ts';
import { verifyToken } from '../../access/tokens.ts';
import { fail, succeed, type Outcome } from '../../resource/problems.ts';
import { malformed, tooManySignInAttempts, unauthenticated, unavailable } from '../../resource/common-problems.ts';
import { ok, type ResourceRequest, type RouteTable } from '../request.ts';
import { unconditional } from '../media-types.ts';
import { type Body, type Route } from '../request.ts';
import type { RequestHead } from '../../http/forwarded.ts';
import type { Product } from '../../util/product.ts';

export interface TokenSettings {
  /** The product whose tokens are renewed. */
  readonly product: Product;
  readonly issuer: TokenIssuer;
  readonly accounts: Accounts;
  /** Seconds for which tokens are renewed without the password. */
  readonly sessionSeconds: number;
  signIn(given: PasswordCredentials, address: string): Promise<SignInResult>;
  addressOf(sent: RequestHead): Promise<string>;
}

const bodyShape = z.strictObject({ username: z.string(), password: z.string() });
type Given =
  | { readonly kind: 'password'; readonly given: PasswordCredentials }
  | { readonly kind: 'token'; readonly token: string };

/** Username and password, from the body or from Basic; or a token that is to be renewed. */
function given({ header }: ResourceRequest, body: Body): Outcome<Given> {
  if (!body.ok) return body;
  if (body.value !== undefined) {
    const parsed = bodyShape.safeParse(body.value);
    return parsed.success
      ? succeed({ kind: 'password', given: parsed.data })
      : fail(malformed('the body is to be {"username": …, "password": …}'));
  }
  const credentials = parseCredentials(header('authorization'));
  if (credentials.scheme === 'basic') return succeed({ kind: 'password', given: credentials });
  return credentials.scheme === 'bearer'
    ? succeed({ kind: 'token', token: credentials.token })
    : fail(unauthenticated('send Basic credentials, a body with username and password, or a token to renew'));
}

const seconds = (): number => Math.floor(Date.now() / 1000);

async function forPassword(
  given: PasswordCredentials,
  address: string,
  { issuer, signIn }: TokenSettings,
): Promise<Outcome<IssuedToken>> {
  const signed = await signIn(given, address);
  if (signed.kind === 'unavailable') return fail(unavailable('the accounts cannot be read now'));
  if (signed.kind === 'rejected') return fail(unauthenticated('the username or the password is wrong'));
  if (signed.kind === 'throttled') return fail(tooManySignInAttempts(signed.retryAfterSeconds));
  const session =
    signed.passwordVersion === undefined
      ? undefined
      : { authenticatedAt: seconds(), passwordVersion: signed.passwordVersion };
  return succeed(await issuer.issue(signed.caller, session));
}

/** A token for a token: with the account as it is now, until the password is changed or the session is over. */
async function forToken(
  token: string,
  { product, issuer, accounts, sessionSeconds }: TokenSettings,
): Promise<Outcome<IssuedToken>> {
  const verified = await verifyToken(token, { keys: (fresh) => issuer.publicKeys(fresh), product });
  if (verified.kind === 'unavailable') return fail(unavailable('the keys cannot be read now'));
  if (verified.kind === 'invalid') return fail(unauthenticated(verified.reason));
  const { caller, session } = verified;
  const account = caller.id === undefined ? undefined : await accounts.find(caller.id);
  const isOver = session === undefined || session.authenticatedAt + sessionSeconds < seconds();
  if (account === undefined || isOver || session.passwordVersion !== account.passwordVersion)
    return fail(unauthenticated('the token cannot be renewed any more: give username and password again'));
  return succeed(await issuer.issue(account.caller, session));
}

/** `POST /token` gives a Bearer token (RFC 6749 §5.1) for a username and a password, or for a token that is still good. */
export function tokenRoutes(settings: TokenSettings): RouteTable {
  const post: Route = async (exchange, body) => {
    const wanted = given(exchange, body);
    if (!wanted.ok) return wanted;
    const address = await settings.addressOf(exchange.sent);
    const issued = await (wanted.value.kind === 'token'
      ? forToken(wanted.value.token, settings)
      : forPassword(wanted.value.given, address, settings));
    if (!issued.ok) return issued;
    const { accessToken, expiresInSeconds } = issued.value;
    const token = { access_token: accessToken, token_type: 'Bearer', expires_in: expiresInSeconds };
    const links = { self: { href: `${exchange.places.baseUrl}/token` } };
    return ok({ ...token, _links: links }, { headers: { 'cache-control': 'no-store' } });
  };
  const jwks = async () => ok(await settings.issuer.publicKeys(true));
  return [
    ['/token', { POST: post }],
    ['/jwks', { GET: jwks }, unconditional('application/jwk-set+json')],
  ];
}
