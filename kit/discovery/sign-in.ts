import { z } from 'zod';
import { basicAuthorization } from '../access/credentials.ts';
import type { SignedIn } from '../access/identify.ts';
import { verifyToken, type KeySource } from '../access/tokens.ts';
import type { Client } from '../wire/client.ts';

export interface RemoteAccounts {
  readonly client: Client;
  /** Where a rel of the gateway's root leads. */
  readonly hrefOf: (rel: string) => string | undefined;
}

/** Milliseconds for which published keys are taken as current, and between looks for one that is unknown. */
const keysFreshMs = 60_000;
const keysCooldownMs = 2_000;

const keySet = z.object({ keys: z.array(z.looseObject({ kty: z.string() })) });
const tokenShape = z.object({ access_token: z.string() });

/** The keys that the accounts' service publishes at the root's `jwks` link, remembered for a minute. */
export function remoteKeys({ client, hrefOf }: RemoteAccounts): KeySource {
  let known: { readonly set: z.infer<typeof keySet>; readonly at: number } | undefined;
  return async (fresh) => {
    const age = known === undefined ? Infinity : Date.now() - known.at;
    if (age < (fresh ? keysCooldownMs : keysFreshMs)) return known?.set;
    const url = hrefOf('jwks');
    const answer = url === undefined ? undefined : await client.request({ method: 'GET', url });
    const parsed = answer?.kind === 'answer' && answer.status === 200 ? keySet.safeParse(answer.json()) : undefined;
    if (parsed?.success === true) known = { set: parsed.data, at: Date.now() };
    return known?.set;
  };
}

/** Signs in with the accounts' service: its `token` link gives a token for a username and a password. */
export function remoteSignIn({ client, hrefOf }: RemoteAccounts, keys: KeySource) {
  return async (username: string, password: string): Promise<SignedIn> => {
    const url = hrefOf('token');
    if (url === undefined) return { kind: 'away' };
    const answer = await client.request({
      method: 'POST',
      url,
      headers: { authorization: basicAuthorization(username, password) },
    });
    if (answer.kind === 'answer' && answer.status === 401) return { kind: 'bad' };
    const parsed = answer.kind === 'answer' && answer.status === 200 ? tokenShape.safeParse(answer.json()) : undefined;
    if (parsed?.success !== true) return { kind: 'away' };
    const verified = await verifyToken(parsed.data.access_token, keys);
    if (verified.kind !== 'good') return { kind: 'away' };
    return { kind: 'good', caller: verified.caller, onward: `Bearer ${parsed.data.access_token}` };
  };
}
