import { z } from 'zod';
import { basicAuthorization } from '../access/credentials.ts';
import type { SignInResult, PasswordCredentials } from '../access/authentication.ts';
import { serviceAuthorizationHeader, forwardedForHeader, type ServiceIdentity } from '../access/service-identity.ts';
import { verifyToken, type KeySource, type TokenTrust } from '../access/tokens.ts';
import type { HttpClient } from '../http/client.ts';

export interface RemoteAccounts {
  readonly client: HttpClient;
  /** Where a rel of the gateway's root leads. */
  readonly locate: (rel: string) => Promise<string | undefined>;
}

/** Milliseconds for which published keys are taken as current, and between looks for one that is unknown. */
const keysFreshMs = 60_000;
const keysCooldownMs = 2_000;

const keySet = z.object({ keys: z.array(z.looseObject({ kty: z.string() })) });
const tokenShape = z.object({ access_token: z.string() });

/** The keys that the accounts' service publishes at the root's `jwks` link, remembered for a minute. */
export function remoteKeys({ client, locate }: RemoteAccounts): KeySource {
  let known: { readonly set: z.infer<typeof keySet>; readonly at: number } | undefined;
  return async (fresh) => {
    const age = known === undefined ? Infinity : Date.now() - known.at;
    if (age < (fresh ? keysCooldownMs : keysFreshMs)) return known?.set;
    const url = await locate('jwks');
    const answer = url === undefined ? undefined : await client.request({ method: 'GET', url });
    const parsed = answer?.kind === 'answer' && answer.status === 200 ? keySet.safeParse(answer.json()) : undefined;
    if (parsed?.success === true) known = { set: parsed.data, at: Date.now() };
    return known?.set;
  };
}

/** Milliseconds before its end when a token is not handed on any more. */
const marginMs = 5000;
const throttledShape = z.object({ retryAfter: z.number() });

/** Signs in with the accounts' service: its `token` link gives a token for a username and a password. */
export function remoteSignIn(
  { client, locate }: RemoteAccounts,
  { trust, serviceIdentity }: { readonly trust: TokenTrust; readonly serviceIdentity: ServiceIdentity },
) {
  return async ({ username, password }: PasswordCredentials, address: string): Promise<SignInResult> => {
    const url = await locate('token');
    if (url === undefined) return { kind: 'away' };
    const headers = {
      authorization: basicAuthorization(username, password),
      [serviceAuthorizationHeader]: await serviceIdentity.token(),
      [forwardedForHeader]: address,
    };
    const answer = await client.request({ method: 'POST', url, headers, repeatable: true });
    if (answer.kind === 'away') return answer;
    if (answer.status === 401) return { kind: 'bad' };
    if (answer.status === 429)
      return { kind: 'throttled', retryAfterSeconds: throttledShape.safeParse(answer.json()).data?.retryAfter ?? 1 };
    const parsed = answer.status === 200 ? tokenShape.safeParse(answer.json()) : undefined;
    if (parsed?.success !== true) return { kind: 'away' };
    const token = parsed.data.access_token;
    const verified = await verifyToken(token, trust);
    if (verified.kind !== 'good') return { kind: 'away' };
    const until = new Date(verified.expires.getTime() - marginMs);
    return { kind: 'good', caller: verified.caller, forwardedAuthorization: `Bearer ${token}`, until };
  };
}
