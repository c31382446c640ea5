import type { Store } from './store/port.ts';
import { localSignIn } from './access/accounts.ts';
import { openAuthority, type Authority } from './access/authority.ts';
import { createIdentifier, type Identifier } from './access/identify.ts';
import { verifyToken, type KeySource } from './access/tokens.ts';
import { remoteKeys, remoteSignIn, type RemoteAccounts } from './discovery/sign-in.ts';
import { indexesOf, type Definition } from './resource/definition.ts';
import type { ServiceSettings } from './settings.ts';

/** How a service finds out who is asking. */
export interface Access {
  readonly identifier: Identifier;
  /** Where the accounts are: what issues tokens. */
  readonly authority: Authority | undefined;
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
  const { basic, rootPassword, tokenSeconds } = settings;
  const fields = definition.authenticates;
  if (fields === undefined) {
    const keys = remoteKeys(remote);
    const identifier = createIdentifier({
      basic,
      rootPassword,
      signIn: remoteSignIn(remote, keys),
      verify: (token) => verifyToken(token, keys),
    });
    return { identifier, authority: undefined };
  }
  const authority = await openAuthority(store, tokenSeconds);
  const keys: KeySource = () => Promise.resolve(authority.keys);
  const accounts = await store.collection(definition.plural, indexesOf(definition));
  const identifier = createIdentifier({
    basic,
    rootPassword,
    signIn: localSignIn(accounts, fields),
    verify: (token) => verifyToken(token, keys),
  });
  return { identifier, authority };
}
