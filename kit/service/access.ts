import { openAccounts, type Accounts } from '../access/accounts.ts';
import { openTokenIssuer, type TokenIssuer } from '../access/token-issuer.ts';
import { createAuthenticator, withThrottle, type Authenticator } from '../access/authentication.ts';
import { createServiceIdentity, type ServiceIdentity } from '../access/service-identity.ts';
import { createSignInThrottle } from '../access/sign-in-throttle.ts';
import { createCachingVerifier } from '../access/tokens.ts';
import { remoteKeys, remoteSignIn, type RemoteAccounts } from '../remote/remote-accounts.ts';
import type { Definition } from '../resource/definition/definition.ts';
import { indexesOf } from '../resource/indexes.ts';
import { committedFilter } from '../resource/pending-writes/pending-write.ts';
import type { ServiceSettings } from './settings.ts';
import type { Store } from '../store/port.ts';

/** How a service finds out who is asking. */
export interface AccessControl {
  readonly authenticator: Authenticator;
  readonly serviceIdentity: ServiceIdentity;
  /** Where the accounts are: what issues tokens, and knows who they are for. */
  readonly tokenService: TokenService | undefined;
}

export interface TokenService {
  readonly issuer: TokenIssuer;
  readonly accounts: Accounts;
  /** Seconds for which tokens are renewed without the password. */
  readonly sessionSeconds: number;
}

interface AccessControlParts {
  readonly definition: Definition;
  readonly store: Store;
  readonly remote: RemoteAccounts;
}

/** The accounts' own service asks its store; any other follows the root's `token` and `jwks` links. */
export async function openAccessControl(
  { definition, store, remote }: AccessControlParts,
  settings: ServiceSettings,
): Promise<AccessControl> {
  const { basic, rootPassword, sessionSeconds, product, serviceSecret: secret } = settings;
  const serviceIdentity = createServiceIdentity(settings.name, { secret, product });
  const throttle = createSignInThrottle(settings.signInLimits);
  const common = { basic, rootPassword, serviceIdentity, throttle };
  const fields = definition.authenticates;
  if (fields === undefined) {
    const trust = { keys: remoteKeys(remote), product };
    const signIn = remoteSignIn(remote, { trust, serviceIdentity });
    const authenticator = createAuthenticator({ ...common, signIn, verify: createCachingVerifier(trust) });
    return { authenticator, serviceIdentity, tokenService: undefined };
  }
  const issuer = await openTokenIssuer(store, settings);
  const collection = await store.collection(definition.plural, indexesOf(definition));
  const accounts = openAccounts(collection, { fields, there: committedFilter });
  const signIn = withThrottle(throttle, ({ username, password }) => accounts.signIn(username, password));
  const verify = createCachingVerifier({ keys: (fresh) => issuer.publicKeys(fresh), product });
  const authenticator = createAuthenticator({ ...common, signIn, verify });
  return { authenticator, serviceIdentity, tokenService: { issuer, accounts, sessionSeconds } };
}
