import { beforeAll, describe, expect, it } from '@jest/globals';
import { openEmbedded } from '../store/embedded.ts';
import type { Store } from '../store/port.ts';
import { openAuthority, type Authority } from './authority.ts';
import { root } from './caller.ts';
import { verifyToken } from './tokens.ts';

const member = { signedIn: true, id: 'm', username: 'max', role: 'member' };

describe('a token', () => {
  let store: Store;
  let authority: Authority;
  beforeAll(async () => {
    store = await openEmbedded({ directory: undefined });
    authority = await openAuthority(store, 60);
  });
  const keys = () => Promise.resolve(authority.keys);

  it('says who it was issued to, and nobody can change that', async () => {
    for (const caller of [member, root]) {
      const { accessToken } = await authority.issue(caller);
      expect(await verifyToken(accessToken, keys)).toMatchObject({ kind: 'good', caller });
      const [header, , signature] = accessToken.split('.');
      const forged = Buffer.from(JSON.stringify({ sub: 'root', username: 'root', role: 'admin' })).toString(
        'base64url',
      );
      expect(await verifyToken(`${header}.${forged}.${signature}`, keys)).toMatchObject({ kind: 'bad' });
    }
  });

  it('is refused without a signature, and when it has expired', async () => {
    const none = [{ alg: 'none' }, { sub: 'root', username: 'root', role: 'admin' }].map((part) =>
      Buffer.from(JSON.stringify(part)).toString('base64url'),
    );
    expect((await verifyToken(`${none.join('.')}.`, keys)).kind).toBe('bad');
    const past = await openAuthority(store, -5);
    expect(await verifyToken((await past.issue(member)).accessToken, keys)).toMatchObject({
      kind: 'bad',
      fault: expect.stringContaining('expired'),
    });
  });

  it('is good at every instance on the same store, and publishes no private key', async () => {
    const other = await openAuthority(store, 60);
    expect(other.keys).toEqual(authority.keys);
    expect(JSON.stringify(authority.keys)).not.toContain('"d"');
  });

  it('is looked at again with fresh keys when its key is unknown; without keys nothing is said', async () => {
    const stranger = await openAuthority(await openEmbedded({ directory: undefined }), 60);
    const { accessToken } = await stranger.issue(member);
    const asked: boolean[] = [];
    const source = (fresh: boolean) => {
      asked.push(fresh);
      return Promise.resolve(fresh ? stranger.keys : authority.keys);
    };
    expect((await verifyToken(accessToken, source)).kind).toBe('good');
    expect(asked).toEqual([false, true]);
    expect((await verifyToken(accessToken, () => Promise.resolve(undefined))).kind).toBe('away');
  });
});
