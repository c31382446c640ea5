import { z } from 'zod';
import type { SignIn } from '../access/authentication.ts';
import type { ServiceIdentity } from '../access/service-identity.ts';
import { verifyToken, type TokenVerificationSettings } from '../access/tokens.ts';
import type { HttpClient } from '../http/client.ts';
import { steadyNow } from '../util/steady-clock.ts';
import type { LocatedRelation } from './service-links.ts';
import { exchangePassword } from './token-exchange.ts';

export interface RemoteAccounts {
  readonly client: HttpClient;
  /** Finds a relation of the HAL gateway's root, and the service that offers it. */
  readonly locate: (rel: string) => Promise<LocatedRelation | undefined>;
}

/** Milliseconds for which fetched keys are cached. */
const keysTtlMs = 60_000;
/** Shortest time in milliseconds between two requests that bypass the cache because a key is unknown. */
const keysCooldownMs = 2_000;
/** Differences between two clocks up to this, in milliseconds, are ignored. */
const ignoredDifferenceMs = 5_000;

const keySet = z.object({ keys: z.array(z.looseObject({ kty: z.string() })) });

/** The keys that the accounts service publishes, and the time there. */
type RemoteKeys = Required<Pick<TokenVerificationSettings, 'keys' | 'now'>>;

/**
 * Returns the source of the keys that the accounts service publishes at the root's `jwks` link; caches them. The time at
 * the accounts service is learnt from the `Date` of its response, because its clock may differ from this machine's.
 */
export function remoteKeys({ client, locate }: RemoteAccounts): RemoteKeys {
  let cached: { readonly set: z.infer<typeof keySet>; readonly fetchedAt: number } | undefined;
  /** Milliseconds by which the clock of the accounts service is ahead of this process's. */
  let aheadMs = 0;
  /** The request for the keys that is in flight, which all wait for who need them meanwhile. */
  let fetching: Promise<void> | undefined;

  async function fetchKeys(): Promise<void> {
    const url = (await locate('jwks'))?.href;
    const response = url === undefined ? undefined : await client.request({ method: 'GET', url });
    if (response?.kind !== 'response' || response.status !== 200) return;
    const parsed = keySet.safeParse(response.json());
    if (!parsed.success) return;
    cached = { set: parsed.data, fetchedAt: performance.now() };
    const date = Date.parse([response.headers['date'] ?? ''].flat()[0] ?? '');
    // `Date` has whole seconds, so that smaller differences say nothing.
    aheadMs = Number.isNaN(date) || Math.abs(date - steadyNow()) < ignoredDifferenceMs ? 0 : date - steadyNow();
  }

  return {
    now: () => steadyNow() + aheadMs,
    keys: async (fresh) => {
      const age = cached === undefined ? Infinity : performance.now() - cached.fetchedAt;
      if (age >= (fresh ? keysCooldownMs : keysTtlMs))
        await (fetching ??= fetchKeys().finally(() => (fetching = undefined)));
      return cached?.set;
    },
  };
}

/** Creates the sign-in of a service without accounts: it gets a token from the root's `token` link. */
export function remoteSignIn(
  accounts: RemoteAccounts,
  {
    verification,
    serviceIdentity,
  }: { readonly verification: TokenVerificationSettings; readonly serviceIdentity: ServiceIdentity },
): SignIn {
  return async (credentials, address) => {
    const exchanged = await exchangePassword({ ...accounts, serviceIdentity }, credentials, address);
    if (exchanged.kind !== 'issued') return exchanged.kind === 'rejected' ? { kind: 'rejected' } : exchanged;
    const { token, cacheableMs } = exchanged;
    const verified = await verifyToken(token, verification);
    if (verified.kind !== 'valid') return { kind: 'unavailable' };
    return { kind: 'succeeded', caller: verified.caller, token, cacheableMs };
  };
}
