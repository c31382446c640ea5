import { openAccounts, type Accounts } from '../access/accounts.ts';
import { openAuthority, type Authority } from '../access/token-issuer.ts';
import { createIdentifier, throttled, type Identifier } from '../access/authentication.ts';
import { createServiceIdentity, type ServiceIdentity } from '../access/service-identity.ts';
import { createThrottle } from '../access/sign-in-throttle.ts';
import { rememberingVerifier } from '../access/tokens.ts';
import { remoteKeys, remoteSignIn, type RemoteAccounts } from '../remote/remote-accounts.ts';
import type { Definition } from '../resource/definition/definition.ts';
import { indexesOf } from '../resource/indexes.ts';
import { thereFilter } from '../resource/pending-writes/pending-write.ts';
import type { ServiceSettings } from './settings.ts';
import type { Store } from '../store/port.ts';

/** How a service finds out who is asking. */
export interface Access {
  readonly identifier: Identifier;
  readonly services: ServiceIdentity;
  /** Where the accounts are: what issues tokens, and knows who they are for. */
  readonly office: Office | undefined;
}

export interface Office {
  readonly authority: Authority;
  readonly accounts: Accounts;
  /** Seconds for which tokens are renewed without the password. */
  readonly sessionSeconds: number;
}

interface AccessParts {
  readonly definition: Definition;
  readonly store: Store;
  readonly remote: RemoteAccounts;
}

/** The accounts' own service asks its store; any other follows the root's `token` and `jwks` links. */
export async function openAccess(
  { definition, store, remote }: AccessParts,
  settings: ServiceSettings,
): Promise<Access> {
  const { basic, rootPassword, sessionSeconds, product, serviceSecret: secret } = settings;
  const services = createServiceIdentity(settings.name, { secret, product });
  const throttle = createThrottle(settings.signInLimits);
  const common = { basic, rootPassword, services, throttle };
  const fields = definition.authenticates;
  if (fields === undefined) {
    const trust = { keys: remoteKeys(remote), product };
    const signIn = remoteSignIn(remote, { trust, services });
    const identifier = createIdentifier({ ...common, signIn, verify: rememberingVerifier(trust) });
    return { identifier, services, office: undefined };
  }
  const authority = await openAuthority(store, settings);
  const collection = await store.collection(definition.plural, indexesOf(definition));
  const accounts = openAccounts(collection, { fields, there: thereFilter });
  const signIn = throttled(throttle, ({ username, password }) => accounts.signIn(username, password));
  const verify = rememberingVerifier({ keys: (fresh) => authority.keys(fresh), product });
  const identifier = createIdentifier({ ...common, signIn, verify });
  return { identifier, services, office: { authority, accounts, sessionSeconds } };
}
