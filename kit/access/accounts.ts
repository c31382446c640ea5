import { createHash } from 'node:crypto';
import { LRUCache } from 'lru-cache';
import type { Collection, Filter, Stored } from '../store/port.ts';
import type { Caller } from './caller.ts';
import type { SignInResult } from './authentication.ts';
import { createFingerprint } from './fingerprint.ts';
import { verifyPassword } from './passwords.ts';

/** Which fields of an account hold what. */
export interface AccountFields {
  readonly username: string;
  readonly password: string;
  readonly role: string;
}

/** An account that is there, as a caller. */
export interface AccountIdentity {
  readonly caller: Caller;
  /** Another one after every change of the password. */
  readonly passwordVersion: string;
}

/** Where the accounts are. Each question reads the store: what has changed counts at once. */
export interface Accounts {
  signIn(username: string, password: string): Promise<SignInResult>;
  find(id: string): Promise<AccountIdentity | undefined>;
}

/** Milliseconds for which a password is not hashed again, and how many: hashing one takes tens of milliseconds. */
const rememberMs = 900_000;
const rememberMost = 10_000;

const textOf = (document: Stored, field: string): string => {
  const value: unknown = Reflect.get(document, field);
  return typeof value === 'string' ? value : '';
};

const passwordVersionOf = (hash: string): string => createHash('sha256').update(hash).digest('base64url').slice(0, 16);

/**
 * Signs in where the accounts are; it takes as long for an unknown name as for a known one. That a password matches a
 * stored hash is remembered under a keyed hash of the password: it stays true until the account has another hash.
 */
export function openAccounts(
  accounts: Collection,
  { fields, there }: { readonly fields: AccountFields; readonly there: Filter },
): Accounts {
  const fingerprintOf = createFingerprint();
  const matching = new LRUCache<string, string>({ max: rememberMost, ttl: rememberMs });
  const known = (account: Stored): AccountIdentity => {
    const role = textOf(account, fields.role);
    const caller = { signedIn: true, id: account._id, username: textOf(account, fields.username), role };
    return { caller, passwordVersion: passwordVersionOf(textOf(account, fields.password)) };
  };
  async function matches(hash: string | undefined, password: string): Promise<boolean> {
    const fingerprint = fingerprintOf(password, hash ?? '');
    if (hash !== undefined && matching.get(fingerprint) === hash) return true;
    const good = await verifyPassword(hash, password);
    if (good && hash !== undefined) matching.set(fingerprint, hash);
    return good;
  }
  return {
    signIn: async (username, password) => {
      const account = await accounts.findOne({ $and: [{ [fields.username]: username }, there] });
      const isGood = await matches(account === undefined ? undefined : textOf(account, fields.password), password);
      if (!isGood || account === undefined) return { kind: 'bad' };
      return { kind: 'good', forwardedAuthorization: undefined, until: undefined, ...known(account) };
    },
    find: async (id) => {
      const account = await accounts.findOne({ $and: [{ _id: id }, there] });
      return account === undefined ? undefined : known(account);
    },
  };
}
