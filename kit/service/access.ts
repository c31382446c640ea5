import { openAccounts, withCurrentAccount, type Accounts } from '../access/accounts.ts';
import { issueAfterSignIn, openTokenIssuer, type TokenIssuer } from '../access/token-issuer.ts';
import { createAuthenticator, withThrottle, type Authenticator, type SignInSuccess } from '../access/authentication.ts';
import { createClientOriginResolver, type ClientOriginResolver } from '../access/client-address.ts';
import { createServiceIdentity, type ServiceIdentity } from '../access/service-identity.ts';
import { createSignInThrottle } from '../access/sign-in-throttle.ts';
import { createCachingVerifier } from '../access/tokens.ts';
import { remoteKeys, remoteSignIn, type RemoteAccounts } from '../remote/remote-accounts.ts';
import type { Definition } from '../resource/definition/definition.ts';
import { indexesOf } from '../resource/indexes.ts';
import { committedFilter } from '../resource/pending-writes/pending-write.ts';
import { findByUniqueText } from '../resource/unique-keys.ts';
import { usernameKey } from '../util/precis.ts';
import type { ServiceSettings } from './settings.ts';
import type { Store } from '../store/port.ts';

/** The access control of a service: it authenticates callers and, where the accounts are, issues tokens. */
export interface AccessControl {
  readonly authenticator: Authenticator;
  readonly serviceIdentity: ServiceIdentity;
  readonly clientOriginOf: ClientOriginResolver;
  /** Issues tokens; only in the accounts service. */
  readonly tokenService: TokenService | undefined;
}

/** The token issuer of the accounts service, with the accounts that it issues tokens for. */
export interface TokenService {
  readonly issuer: TokenIssuer;
  readonly accounts: Accounts;
  /** Seconds for which tokens can be renewed without the password. */
  readonly sessionSeconds: number;
}

interface AccessControlParts {
  readonly definition: Definition;
  readonly store: Store;
  readonly remote: RemoteAccounts;
}

/**
 * Opens the access control of a service. The accounts service checks passwords in its store. Every other service
 * follows the `token` and `jwks` links of the HAL gateway's root.
 */
export async function openAccessControl(
  { definition, store, remote }: AccessControlParts,
  settings: ServiceSettings,
): Promise<AccessControl> {
  const { basic, rootPassword, sessionSeconds, product, serviceSecret: secret, trust } = settings;
  const serviceIdentity = createServiceIdentity(settings.name, { secret, product });
  const clientOriginOf = createClientOriginResolver({ serviceIdentity, trust });
  const throttle = createSignInThrottle({ ...settings.signInLimits, ...settings.rate });
  const common = { basic, rootPassword, serviceIdentity, throttle };
  const fields = definition.authenticates;
  if (fields === undefined) {
    const verification = { ...remoteKeys(remote), product };
    const signIn = remoteSignIn(remote, { verification, serviceIdentity });
    const authenticator = createAuthenticator({ ...common, signIn, verify: createCachingVerifier(verification) });
    return { authenticator, serviceIdentity, clientOriginOf, tokenService: undefined };
  }
  const issuer = await openTokenIssuer(store, settings);
  const collection = await store.collection(definition.plural, indexesOf(definition));
  const { comparedAs = usernameKey } = definition.fields[fields.username] ?? {};
  const username = { field: fields.username, comparedAs };
  const accounts = openAccounts(collection, {
    fields,
    committed: committedFilter,
    findByUsername: (value) => findByUniqueText(collection, username, value),
  });
  const signIn = withThrottle(throttle, ({ username, password }) => accounts.signIn(username, password));
  const verify = withCurrentAccount(
    createCachingVerifier({ keys: (fresh) => issuer.publicKeys(fresh), product }),
    accounts,
  );
  const issueToken = async (success: SignInSuccess) => (await issueAfterSignIn(issuer, success)).accessToken;
  const authenticator = createAuthenticator({ ...common, signIn, verify, issueToken });
  return { authenticator, serviceIdentity, clientOriginOf, tokenService: { issuer, accounts, sessionSeconds } };
}
