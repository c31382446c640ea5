import { afterEach, describe, expect, it, jest } from '@jest/globals';
import { SignJWT } from 'jose';
import { fakeDate } from '../../test/support/fake-date.ts';
import { createServiceIdentity, type ServicePurpose } from './service-identity.ts';

const product = { name: 'Library', slug: 'town-library', curie: 'lib' };
const secret = 'a shared secret';
const identityOf = (name: string) => createServiceIdentity(name, { secret, product });
const events = identityOf('events-service');
const venues = identityOf('venues-service');
const purposes: readonly ServicePurpose[] = ['registration', 'forwarding', 'internal'];

describe('a service token', () => {
  afterEach(() => void jest.useRealTimers());

  it.each([-2, 2])('survives a step of the clock by %d h, of its receiver or its sender', async (hours) => {
    const sender = identityOf('events-service');
    const use = { audience: 'venues-service', purpose: 'internal' } as const;
    await sender.token(use);
    const stepped = new Date(Date.now() + hours * 3_600_000);
    fakeDate(stepped);
    const first = await venues.verify(await sender.token(use), 'internal');
    expect(first).toBe(hours < 0 ? 'events-service' : undefined);
    for (const date of [new Date().toUTCString(), 'not a date']) sender.learnTime('venues-service', date);
    expect(await venues.verify(await sender.token(use), 'internal')).toBe('events-service');
    expect(await identityOf('accounts-service').verify(await sender.token(use), 'internal')).toBeUndefined();
  });

  it.each(purposes)('for %s names its sender to its audience, for no other purpose', async (purpose) => {
    const token = await events.token({ audience: 'venues-service', purpose });
    for (const each of purposes)
      expect([each, await venues.verify(token, each)]).toEqual([each, each === purpose ? 'events-service' : undefined]);
  });

  it('is invalid at another service, its sender included', async () => {
    const token = await events.token({ audience: 'venues-service', purpose: 'internal' });
    expect(await identityOf('accounts-service').verify(token, 'internal')).toBeUndefined();
    expect(await events.verify(token, 'internal')).toBeUndefined();
  });

  it('is invalid without an audience, with several, without a purpose, and in another system', async () => {
    const key = new TextEncoder().encode(secret.padEnd(32, '\0'));
    const sign = (claims: Record<string, unknown>) =>
      new SignJWT({ iss: 'urn:town-library:services', sub: 'events-service', ...claims })
        .setProtectedHeader({ alg: 'HS256' })
        .setIssuedAt()
        .setExpirationTime('60s')
        .sign(key);
    const valid = { aud: 'venues-service', purpose: 'internal' };
    expect(await venues.verify(await sign(valid), 'internal')).toBe('events-service');
    const invalid = [
      { purpose: 'internal' },
      { ...valid, aud: ['venues-service', 'accounts-service'] },
      { aud: 'venues-service' },
      { ...valid, iss: 'urn:other:services' },
    ];
    for (const claims of invalid)
      expect([claims, await venues.verify(await sign(claims), 'internal')]).toEqual([claims, undefined]);
  });

  it('that was valid is invalid when it has expired', async () => {
    const token = await events.token({ audience: 'venues-service', purpose: 'internal' });
    const verified = [await venues.verify(token, 'internal')];
    fakeDate(new Date(Date.now() + 61_000));
    verified.push(await venues.verify(token, 'internal'));
    expect(verified).toEqual(['events-service', undefined]);
  });

  it('is reused for the same audience and purpose', async () => {
    const use = { audience: 'venues-service', purpose: 'internal' } as const;
    const token = await events.token(use);
    expect(await events.token({ ...use })).toBe(token);
    expect(await events.token({ ...use, audience: 'accounts-service' })).not.toBe(token);
    expect(await events.token({ ...use, purpose: 'forwarding' })).not.toBe(token);
  });
});
