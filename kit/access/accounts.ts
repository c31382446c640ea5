import { createHash } from 'node:crypto';
import { LRUCache } from 'lru-cache';
import type { Collection, Filter, Stored } from '../store/port.ts';
import type { Caller } from './caller.ts';
import type { SignInResult } from './authentication.ts';
import { createFingerprint } from './fingerprint.ts';
import { verifyPassword } from './passwords.ts';
import type { TokenVerification } from './tokens.ts';

/** The names of the account fields that authentication reads. */
export interface AccountFields {
  readonly username: string;
  readonly password: string;
  readonly role: string;
}

/** An existing account, as a caller. */
export interface AccountIdentity {
  readonly caller: Caller;
  /** A digest of the stored password hash: it changes with every change of the password. */
  readonly passwordVersion: string;
}

/** The accounts in the store. Every call reads the store, so a change takes effect at once. */
export interface Accounts {
  signIn(username: string, password: string): Promise<SignInResult>;
  /** Finds an account by `_id`. */
  find(id: string): Promise<AccountIdentity | undefined>;
}

/** Lifetime (ms) and size of the cache of verified passwords: one argon2id hash takes tens of milliseconds. */
const cacheTtlMs = 900_000;
const maxCachedPasswords = 10_000;

const textIn = (document: Stored, field: string): string | undefined => {
  const value: unknown = Reflect.get(document, field);
  return typeof value === 'string' ? value : undefined;
};

const passwordVersionOf = (hash: string): string => createHash('sha256').update(hash).digest('base64url').slice(0, 16);

/** Creates a `verifyPassword` that caches matches under a keyed hash of the password, until the stored hash changes. */
function createCachingPasswordVerifier(): typeof verifyPassword {
  const fingerprintOf = createFingerprint();
  const verifiedHashes = new LRUCache<string, string>({ max: maxCachedPasswords, ttl: cacheTtlMs });
  return async (hash, password) => {
    const fingerprint = fingerprintOf(password, hash ?? '');
    if (hash !== undefined && verifiedHashes.get(fingerprint) === hash) return true;
    const matches = await verifyPassword(hash, password);
    if (matches && hash !== undefined) verifiedHashes.set(fingerprint, hash);
    return matches;
  };
}

/** How accounts are found in a collection. */
export interface AccountLookup {
  readonly fields: AccountFields;
  /** Selects the documents without a pending creation. */
  readonly committed: Filter;
  /** Finds the account of a username. */
  findByUsername(username: string): Promise<Stored | undefined>;
}

/**
 * Opens the accounts of a collection. An account without a password cannot sign in. Signing in takes as long for it, and
 * for an unknown username, as with a wrong password, so the response time does not reveal which usernames exist.
 */
export function openAccounts(accounts: Collection, { fields, committed, findByUsername }: AccountLookup): Accounts {
  const matches = createCachingPasswordVerifier();
  const identityOf = (account: Stored): AccountIdentity => {
    const username = textIn(account, fields.username) ?? '';
    const caller = { signedIn: true, id: account._id, username, role: textIn(account, fields.role) ?? '' };
    return { caller, passwordVersion: passwordVersionOf(textIn(account, fields.password) ?? '') };
  };
  return {
    signIn: async (username, password) => {
      const account = await findByUsername(username);
      const hash = account === undefined ? undefined : textIn(account, fields.password);
      if (!(await matches(hash, password)) || account === undefined) return { kind: 'rejected' };
      return { kind: 'succeeded', ...identityOf(account) };
    },
    find: async (id) => {
      const account = await accounts.findOne({ $and: [{ _id: id }, committed] });
      return account === undefined ? undefined : identityOf(account);
    },
  };
}

/**
 * Verifies tokens against the accounts as they are now: a changed role counts at once, and the tokens of a removed
 * account, or from before a change of the password, are invalid. The token of root, who has no account, needs no lookup.
 */
export const withCurrentAccount =
  (verify: (token: string) => Promise<TokenVerification>, { find }: Pick<Accounts, 'find'>) =>
  async (token: string): Promise<TokenVerification> => {
    const verified = await verify(token);
    if (verified.kind !== 'valid' || verified.caller.id === undefined) return verified;
    const account = await find(verified.caller.id);
    if (account === undefined || account.passwordVersion !== verified.session?.passwordVersion)
      return { kind: 'invalid', reason: 'the account was removed, or its password was changed; sign in again' };
    return { ...verified, caller: account.caller };
  };
