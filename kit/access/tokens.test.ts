import { beforeAll, describe, expect, it, jest } from '@jest/globals';
import { decodeProtectedHeader } from 'jose';
import { openEmbedded } from '../store/embedded.ts';
import type { Store } from '../store/port.ts';
import { openTokenIssuer, type TokenIssuer } from './token-issuer.ts';
import { root } from './caller.ts';
import { verifyToken } from './tokens.ts';

const product = { name: 'Library', slug: 'town-library', curie: 'lib' };
const daily = { product, tokenSeconds: 60, rotationSeconds: 86_400 };
const member = { signedIn: true, id: 'm', username: 'max', role: 'member' };

describe('a token', () => {
  let store: Store;
  let authority: TokenIssuer;
  beforeAll(async () => {
    store = await openEmbedded({ directory: undefined });
    authority = await openTokenIssuer(store, daily);
  });
  const trust = { keys: (fresh: boolean) => authority.publicKeys(fresh), product };

  it('says who it was issued to, and nobody can change that', async () => {
    for (const caller of [member, root]) {
      const { accessToken } = await authority.issue(caller, undefined);
      expect(await verifyToken(accessToken, trust)).toMatchObject({ kind: 'good', caller });
      const [header, , signature] = accessToken.split('.');
      const forged = Buffer.from(JSON.stringify({ sub: 'root', username: 'root', role: 'admin' })).toString(
        'base64url',
      );
      expect(await verifyToken(`${header}.${forged}.${signature}`, trust)).toMatchObject({ kind: 'bad' });
    }
  });

  it('is refused without a signature, and when it has expired', async () => {
    const none = [{ alg: 'none' }, { sub: 'root', username: 'root', role: 'admin' }].map((part) =>
      Buffer.from(JSON.stringify(part)).toString('base64url'),
    );
    expect((await verifyToken(`${none.join('.')}.`, trust)).kind).toBe('bad');
    const past = await openTokenIssuer(store, { ...daily, tokenSeconds: -5 });
    expect(await verifyToken((await past.issue(member, undefined)).accessToken, trust)).toMatchObject({
      kind: 'bad',
      fault: expect.stringContaining('expired'),
    });
  });

  it('is good at every instance on the same store, and publishes no private key', async () => {
    const other = await openTokenIssuer(store, daily);
    expect(await other.publicKeys(true)).toEqual(await authority.publicKeys(true));
    expect(JSON.stringify(await authority.publicKeys(true))).not.toContain('"d"');
  });

  it('is looked at again with fresh keys when its key is unknown; without keys nothing is said', async () => {
    const stranger = await openTokenIssuer(await openEmbedded({ directory: undefined }), daily);
    const { accessToken } = await stranger.issue(member, undefined);
    const asked: boolean[] = [];
    const source = (fresh: boolean) => {
      asked.push(fresh);
      return (fresh ? stranger : authority).publicKeys(fresh);
    };
    expect((await verifyToken(accessToken, { keys: source, product })).kind).toBe('good');
    expect(asked).toEqual([false, true]);
    expect((await verifyToken(accessToken, { keys: () => Promise.resolve(undefined), product })).kind).toBe('away');
  });

  it('outlives the rotation of the key that it was signed with; the key is published until then, and not for ever', async () => {
    const clock = jest.spyOn(Date, 'now');
    const start = Date.now();
    const at = (seconds: number) => clock.mockReturnValue(start + seconds * 1000);
    const setting = { product, tokenSeconds: 60, rotationSeconds: 100 };
    const rotating = await openTokenIssuer(await openEmbedded({ directory: undefined }), setting);
    const kidOf = (token: string): unknown => decodeProtectedHeader(token).kid;
    const issue = async () => kidOf((await rotating.issue(member, undefined)).accessToken);
    const first = await issue();
    at(100);
    const published = (await rotating.publicKeys(true)).keys.map(({ kid }) => kid);
    expect(published).toHaveLength(2);
    expect(published).toContain(first);
    at(500);
    await rotating.publicKeys(true);
    at(520);
    expect(await issue()).not.toBe(first);
    expect((await rotating.publicKeys(true)).keys.map(({ kid }) => kid)).not.toContain(first);
    clock.mockRestore();
  });
});
