import { isSuccess, type ShownDocument } from '../model/document.ts';
import { linkOf, linksOf, parseUrl, type Link } from '../model/hal.ts';
import { asNumber, asObject, asText, parseJson } from '../model/json.ts';
import { send } from './send.ts';

/** Somebody who is signed in. */
export interface SignedIn {
  readonly username: string;
  readonly token: string;
  /** The token's end, in milliseconds since the epoch. */
  readonly expiresAt: number;
  readonly tokenUrl: string;
  /** The origins of the services that the root lists. No other gets the token. */
  readonly origins: readonly string[];
  /** The URL of the own account. */
  readonly account: string | undefined;
}

const originOf = (url: string): string => new URL(url).origin;

/**
 * Returns the origins of the root, of the services that registered with a token, as the root lists them, and of the
 * GraphQL gateway, which the root's operator has set.
 */
export function trustedOrigins(root: ShownDocument): readonly string[] {
  const isTrusted = ({ rel, isGuest }: Link): boolean => rel === 'graphql' || (rel === 'service' && !isGuest);
  const services = linksOf(root.body, root.url).filter(isTrusted);
  return [...new Set([root.url, ...services.map(({ href }) => href)].map(originOf))];
}

const basic = (username: string, password: string): string =>
  `Basic ${btoa(String.fromCodePoint(...new TextEncoder().encode(`${username}:${password}`)))}`;

/** Reads a token response (RFC 6749 §5.1). */
function parseToken({ body }: ShownDocument, now: number): Pick<SignedIn, 'token' | 'expiresAt'> | undefined {
  const members = asObject(body);
  const token = asText(members['access_token']);
  const seconds = asNumber(members['expires_in']) ?? 60;
  return token === undefined ? undefined : { token, expiresAt: now + seconds * 1000 };
}

/** Returns the link to the account of whoever is signed in, from the home beside the token's URL. */
async function findAccount(
  root: ShownDocument,
  { tokenUrl, token }: Pick<SignedIn, 'tokenUrl' | 'token'>,
): Promise<string | undefined> {
  const home = linksOf(root.body, root.url).find(
    ({ rel, href }) => rel === 'service' && originOf(href) === originOf(tokenUrl),
  );
  if (home === undefined) return undefined;
  const document = await send({ method: 'GET', url: home.href, headers: { authorization: `Bearer ${token}` } });
  return linksOf(document.body, home.href).find(({ rel }: Link) => /(^|:)viewer$/.test(rel))?.href;
}

export type SignInResult =
  { readonly ok: true; readonly session: SignedIn } | { readonly ok: false; readonly response: ShownDocument };

/** Gets a token by the root's `token` link. */
export async function signIn(rootUrl: string, username: string, password: string): Promise<SignInResult> {
  const root = await send({ method: 'GET', url: rootUrl });
  const tokenUrl = linkOf(root.body, 'token', root.url)?.href;
  const origins = isSuccess(root) ? trustedOrigins(root) : [];
  if (tokenUrl === undefined || !origins.includes(originOf(tokenUrl))) return { ok: false, response: noToken(root) };
  const response = await send({ method: 'POST', url: tokenUrl, headers: { authorization: basic(username, password) } });
  const issued = isSuccess(response) ? parseToken(response, Date.now()) : undefined;
  if (issued === undefined) return { ok: false, response };
  const account = await findAccount(root, { tokenUrl, token: issued.token });
  return { ok: true, session: { username, ...issued, tokenUrl, origins, account } };
}

const noToken = (root: ShownDocument): ShownDocument =>
  isSuccess(root)
    ? {
        ...root,
        status: 503,
        body: { title: 'Signing in is not possible now', detail: `${root.url} has no link "token".` },
      }
    : root;

export type Renewal =
  { readonly kind: 'renewed'; readonly session: SignedIn } | { readonly kind: 'ended' | 'unavailable' };

/** Returns the session with the services that the root lists now. */
export function atServicesOf(session: SignedIn, root: ShownDocument): SignedIn {
  if (!isSuccess(root)) return session;
  const [origins, token] = [trustedOrigins(root), linkOf(root.body, 'token', root.url)];
  const isTrusted = token !== undefined && origins.includes(originOf(token.href));
  return { ...session, origins, ...(isTrusted && { tokenUrl: token.href }) };
}

/** Renews a token, and reads anew which services there are. */
export async function renew(session: SignedIn, rootUrl: string): Promise<Renewal> {
  const headers = { authorization: `Bearer ${session.token}` };
  const [root, response] = await Promise.all([
    send({ method: 'GET', url: rootUrl }),
    send({ method: 'POST', url: session.tokenUrl, headers }),
  ]);
  const issued = isSuccess(response) ? parseToken(response, Date.now()) : undefined;
  if (issued !== undefined) return { kind: 'renewed', session: { ...atServicesOf(session, root), ...issued } };
  return { kind: response.status === 401 || session.expiresAt <= Date.now() ? 'ended' : 'unavailable' };
}

/** Milliseconds until a token is to be renewed: after two thirds of what is left of it. */
export const renewalDelay = ({ expiresAt }: SignedIn, now: number): number =>
  Math.max(1000, ((expiresAt - now) * 2) / 3);

/** Whether a URL is that of the root or of a service that the root lists. */
export const isService = (session: SignedIn | undefined, url: string): session is SignedIn =>
  parseUrl(url) !== undefined && session?.origins.includes(originOf(url)) === true;

/** Returns the credentials for a URL: the token for services that the root lists, nothing for others. */
export const credentialsFor = (session: SignedIn | undefined, url: string): Readonly<Record<string, string>> =>
  isService(session, url) ? { authorization: `Bearer ${session.token}` } : {};

const storageKey = 'session';

/** Reads the session that this browser tab had before the page was loaded again. */
export function restoreSession(storage: Storage, now: number): SignedIn | undefined {
  const stored = asObject(parseJson(storage.getItem(storageKey) ?? ''));
  const [username, token, tokenUrl] = ['username', 'token', 'tokenUrl'].map((name) => asText(stored[name]));
  const expiresAt = asNumber(stored['expiresAt']) ?? 0;
  const origins = Array.isArray(stored['origins']) ? stored['origins'].map(String) : [];
  if (username === undefined || token === undefined || tokenUrl === undefined || expiresAt <= now) return undefined;
  return { username, token, tokenUrl, expiresAt, origins, account: asText(stored['account']) };
}

/** Keeps the session until the browser tab is closed. */
export function storeSession(storage: Storage, session: SignedIn | undefined): void {
  if (session === undefined) storage.removeItem(storageKey);
  else storage.setItem(storageKey, JSON.stringify(session));
}
