import { z } from 'zod';
import { basicAuthorization } from '../access/credentials.ts';
import type { SignIn } from '../access/authentication.ts';
import { serviceAuthorizationHeader, forwardedForHeader, type ServiceIdentity } from '../access/service-identity.ts';
import { verifyToken, type KeySource, type TokenVerificationSettings } from '../access/tokens.ts';
import type { HttpClient } from '../http/client.ts';
import type { LocatedRelation } from './service-links.ts';

export interface RemoteAccounts {
  readonly client: HttpClient;
  /** Finds a relation of the HAL gateway's root, and the service that offers it. */
  readonly locate: (rel: string) => Promise<LocatedRelation | undefined>;
}

/** Milliseconds for which fetched keys are cached. */
const keysTtlMs = 60_000;
/** Shortest time in milliseconds between two requests that bypass the cache because a key is unknown. */
const keysCooldownMs = 2_000;

const keySet = z.object({ keys: z.array(z.looseObject({ kty: z.string() })) });
const tokenShape = z.object({ access_token: z.string() });

/** Returns the source of the keys that the accounts service publishes at the root's `jwks` link; caches them. */
export function remoteKeys({ client, locate }: RemoteAccounts): KeySource {
  let cached: { readonly set: z.infer<typeof keySet>; readonly fetchedAt: number } | undefined;
  return async (fresh) => {
    const age = cached === undefined ? Infinity : Date.now() - cached.fetchedAt;
    if (age < (fresh ? keysCooldownMs : keysTtlMs)) return cached?.set;
    const url = (await locate('jwks'))?.href;
    const response = url === undefined ? undefined : await client.request({ method: 'GET', url });
    const parsed =
      response?.kind === 'response' && response.status === 200 ? keySet.safeParse(response.json()) : undefined;
    if (parsed?.success === true) cached = { set: parsed.data, fetchedAt: Date.now() };
    return cached?.set;
  };
}

/** Milliseconds before a token expires at which it is no longer reused. */
const expiryMarginMs = 5000;
const throttledShape = z.object({ retryAfter: z.number() });

/** Creates the sign-in of a service without accounts: it gets a token from the root's `token` link. */
export function remoteSignIn(
  { client, locate }: RemoteAccounts,
  {
    verification,
    serviceIdentity,
  }: { readonly verification: TokenVerificationSettings; readonly serviceIdentity: ServiceIdentity },
): SignIn {
  return async ({ username, password }, address) => {
    const link = await locate('token');
    if (link === undefined) return { kind: 'unavailable' };
    const headers = {
      authorization: basicAuthorization(username, password),
      [serviceAuthorizationHeader]: await serviceIdentity.token({ audience: link.service, purpose: 'forwarding' }),
      [forwardedForHeader]: address,
    };
    const response = await client.request({ method: 'POST', url: link.href, headers, repeatable: true });
    if (response.kind === 'unreachable') return { kind: 'unavailable' };
    if (response.status === 401) return { kind: 'rejected' };
    if (response.status === 429)
      return { kind: 'throttled', retryAfterSeconds: throttledShape.safeParse(response.json()).data?.retryAfter ?? 1 };
    const parsed = response.status === 200 ? tokenShape.safeParse(response.json()) : undefined;
    if (parsed?.success !== true) return { kind: 'unavailable' };
    const token = parsed.data.access_token;
    const verified = await verifyToken(token, verification);
    if (verified.kind !== 'valid') return { kind: 'unavailable' };
    const cacheableUntil = new Date(verified.expires.getTime() - expiryMarginMs);
    return { kind: 'succeeded', caller: verified.caller, forwardedAuthorization: `Bearer ${token}`, cacheableUntil };
  };
}
