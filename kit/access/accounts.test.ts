import { describe, expect, it } from '@jest/globals';
import { withCurrentAccount } from './accounts.ts';
import { root } from './caller.ts';
import type { TokenVerification } from './tokens.ts';

const caller = { signedIn: true, id: 'm', username: 'max', role: 'hr' };
const session = { authenticatedAt: 0, passwordVersion: 'first' };
const valid = { kind: 'valid', caller, session, expires: new Date(0) } as const;

/** Verifies a token at an accounts service that has this account. */
const verify = (
  account: { readonly role: string; readonly passwordVersion: string } | undefined,
  verified: TokenVerification = valid,
) => {
  const find = () =>
    Promise.resolve(account && { caller: { ...caller, role: account.role }, passwordVersion: account.passwordVersion });
  return withCurrentAccount(() => Promise.resolve(verified), { find })('token');
};

describe('a token at the accounts service', () => {
  it('has the role that the account has now', async () => {
    expect(await verify({ role: 'member', passwordVersion: 'first' })).toMatchObject({
      kind: 'valid',
      caller: { id: 'm', role: 'member' },
    });
  });

  it('is invalid once the account was removed, its password was changed, or without a session', async () => {
    expect((await verify(undefined)).kind).toBe('invalid');
    expect((await verify({ role: 'hr', passwordVersion: 'second' })).kind).toBe('invalid');
    expect((await verify({ role: 'hr', passwordVersion: 'first' }, { ...valid, session: undefined })).kind).toBe(
      'invalid',
    );
  });

  it('of root needs no account', async () => {
    const ofRoot = { ...valid, caller: root, session: undefined };
    expect(await verify(undefined, ofRoot)).toEqual(ofRoot);
  });
});
