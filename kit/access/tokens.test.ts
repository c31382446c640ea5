import { beforeAll, describe, expect, it, jest } from '@jest/globals';
import { decodeProtectedHeader } from 'jose';
import { fakeDate } from '../../test/support/fake-date.ts';
import { openEmbedded } from '../store/embedded.ts';
import { StoreNotWritableError, type Store } from '../store/port.ts';
import { openTokenIssuer, type TokenIssuer } from './token-issuer.ts';
import { root } from './caller.ts';
import { createCachingVerifier, verifyToken } from './tokens.ts';

const product = { name: 'Library', slug: 'town-library', curie: 'lib' };
const dailyRotation = { product, tokenSeconds: 60, rotationSeconds: 86_400 };
const member = { signedIn: true, id: 'm', username: 'max', role: 'member' };

describe('a token', () => {
  let store: Store;
  let issuer: TokenIssuer;
  beforeAll(async () => {
    store = await openEmbedded({ directory: undefined });
    issuer = await openTokenIssuer(store, dailyRotation);
  });
  const verification = { keys: (fresh: boolean) => issuer.publicKeys(fresh), product };

  it('identifies the caller it was issued to, and cannot be forged', async () => {
    for (const caller of [member, root]) {
      const { accessToken } = await issuer.issue(caller, undefined);
      expect(await verifyToken(accessToken, verification)).toMatchObject({ kind: 'valid', caller });
      const [header, , signature] = accessToken.split('.');
      const forged = Buffer.from(JSON.stringify({ sub: 'root', username: 'root', role: 'admin' })).toString(
        'base64url',
      );
      expect(await verifyToken(`${header}.${forged}.${signature}`, verification)).toMatchObject({ kind: 'invalid' });
    }
  });

  it('is invalid without a signature, and after it has expired', async () => {
    const unsigned = [{ alg: 'none' }, { sub: 'root', username: 'root', role: 'admin' }].map((part) =>
      Buffer.from(JSON.stringify(part)).toString('base64url'),
    );
    expect((await verifyToken(`${unsigned.join('.')}.`, verification)).kind).toBe('invalid');
    const expired = await openTokenIssuer(store, { ...dailyRotation, tokenSeconds: -5 });
    expect(await verifyToken((await expired.issue(member, undefined)).accessToken, verification)).toMatchObject({
      kind: 'invalid',
      reason: expect.stringContaining('expired'),
    });
  });

  it('is valid at every instance on the same store, and no private key is published', async () => {
    const other = await openTokenIssuer(store, dailyRotation);
    expect(await other.publicKeys(true)).toEqual(await issuer.publicKeys(true));
    expect(JSON.stringify(await issuer.publicKeys(true))).not.toContain('"d"');
  });

  it('is verified again with fresh keys if its key is unknown; without keys verification is unavailable', async () => {
    const otherIssuer = await openTokenIssuer(await openEmbedded({ directory: undefined }), dailyRotation);
    const { accessToken } = await otherIssuer.issue(member, undefined);
    const requests: boolean[] = [];
    const source = (fresh: boolean) => {
      requests.push(fresh);
      return (fresh ? otherIssuer : issuer).publicKeys(fresh);
    };
    expect((await verifyToken(accessToken, { keys: source, product })).kind).toBe('valid');
    expect(requests).toEqual([false, true]);
    expect((await verifyToken(accessToken, { keys: () => Promise.resolve(undefined), product })).kind).toBe(
      'unavailable',
    );
  });

  it.each([-2, 2])('survives a step of the clock by %d h', async (hours) => {
    const { accessToken } = await issuer.issue(member, undefined);
    fakeDate(Date.now() + hours * 3_600_000);
    expect(await verifyToken(accessToken, verification)).toMatchObject({ kind: 'valid', caller: member });
    const { accessToken: later } = await issuer.issue(member, undefined);
    jest.useRealTimers();
    expect(await verifyToken(later, verification)).toMatchObject({ kind: 'valid', caller: member });
  });

  it('is verified once while the same keys are published, and again when others are', async () => {
    const others = await openTokenIssuer(await openEmbedded({ directory: undefined }), dailyRotation);
    const lasting = await openTokenIssuer(store, { ...dailyRotation, tokenSeconds: 600 });
    const { accessToken } = await lasting.issue(member, undefined);
    let publisher = issuer;
    const verifications = jest.spyOn(crypto.subtle, 'verify');
    // Each time another object, as after the keys were fetched again.
    const keys = async () => structuredClone(await publisher.publicKeys(true));
    const verify = createCachingVerifier({ keys, product });
    const clock = jest.spyOn(performance, 'now');
    const start = performance.now();
    for (const seconds of [0, 29, 60, 120]) {
      clock.mockReturnValue(start + seconds * 1000);
      expect(await verify(accessToken)).toMatchObject({ kind: 'valid', caller: member });
    }
    expect(verifications).toHaveBeenCalledTimes(1);
    publisher = others;
    clock.mockReturnValue(start + 151_000);
    expect((await verify(accessToken)).kind).toBe('invalid');
    publisher = issuer;
    expect((await verify(accessToken)).kind).toBe('valid');
    clock.mockReturnValue(start + 601_000);
    expect((await verify(accessToken)).kind).toBe('invalid');
    jest.restoreAllMocks();
  });

  it('outlives the rotation of its signing key, which stays published until the last token expires', async () => {
    const clock = jest.spyOn(performance, 'now');
    const start = performance.now();
    const at = (seconds: number) => clock.mockReturnValue(start + seconds * 1000);
    const settings = { product, tokenSeconds: 60, rotationSeconds: 100 };
    const rotating = await openTokenIssuer(await openEmbedded({ directory: undefined }), settings);
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

  it('is issued and verified by keys that are read once for all who need them at the same time', async () => {
    let reads = 0;
    const counting: Store = {
      ...store,
      collection: async (name, indexes) => {
        const collection = await store.collection<never>(name, indexes);
        return { ...collection, find: (...args) => (reads++, collection.find(...args)) };
      },
    };
    const counted = await openTokenIssuer(counting, dailyRotation);
    reads = 0;
    await Promise.all(Array.from({ length: 20 }, () => counted.publicKeys(true)));
    expect(reads).toBe(1);
  });

  it('is issued with the last key while the store accepts no writes', async () => {
    const opened = await openEmbedded({ directory: undefined });
    let isFull = false;
    const readOnly: Store = {
      ...opened,
      collection: async (name, indexes) => {
        const collection = await opened.collection<never>(name, indexes);
        const insert: typeof collection.insert = (documents) =>
          isFull ? Promise.reject(new StoreNotWritableError('full')) : collection.insert(documents);
        return { ...collection, insert };
      },
    };
    const clock = jest.spyOn(performance, 'now');
    const rotating = await openTokenIssuer(readOnly, { product, tokenSeconds: 600, rotationSeconds: 100 });
    isFull = true;
    clock.mockReturnValue(performance.now() + 300_000);
    const { accessToken } = await rotating.issue(member, undefined);
    const keys = (fresh: boolean) => rotating.publicKeys(fresh);
    expect(await verifyToken(accessToken, { keys, product })).toMatchObject({ kind: 'valid', caller: member });
    clock.mockRestore();
    await expect(openTokenIssuer({ ...readOnly, collection: emptyReadOnly }, dailyRotation)).rejects.toThrow('full');
  });
});

/** Opens an empty collection that accepts no writes. */
const emptyReadOnly: Store['collection'] = async (name) => ({
  ...(await (await openEmbedded({ directory: undefined })).collection<never>(name)),
  insert: () => Promise.reject(new StoreNotWritableError('full')),
});
