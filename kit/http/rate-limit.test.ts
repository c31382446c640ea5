import { describe, expect, it } from '@jest/globals';
import { createRateLimit } from './rate-limit.ts';

const settings = { requests: 2, windowSeconds: 60, objects: 250, loopback: false, ipv6Prefix: 64 };
const remoteRequest = { caller: undefined, address: '203.0.113.9' };

describe('a rate limit', () => {
  it('reports the remaining quota and the time until it resets', async () => {
    const limit = createRateLimit(settings);
    const count = () => limit.count(remoteRequest);
    const quotas = [await count(), await count(), await count()];
    expect(quotas.map((quota) => quota?.headers)).toEqual(
      [1, 0, 0].map((remaining) => ({
        'ratelimit-policy': '"requests";q=2;w=60',
        ratelimit: expect.stringMatching(`^"requests";r=${remaining};t=(60|59)$`),
      })),
    );
    expect(quotas.map((quota) => quota?.retryAfterSeconds !== undefined)).toEqual([false, false, true]);
  });

  it('admits requests that count together while one is left, and none after that', async () => {
    const limit = createRateLimit({ ...settings, requests: 10 });
    const isExceeded = async (requests: number) =>
      (await limit.count(remoteRequest, requests))?.retryAfterSeconds !== undefined;
    expect([await isExceeded(9), await isExceeded(1000), await isExceeded(2), await isExceeded(1)]).toEqual([
      false,
      false,
      true,
      true,
    ]);
  });

  it('counts the work of a request as the most of its requests and its objects', () => {
    const { requestsOf } = createRateLimit(settings);
    expect(requestsOf({})).toBe(1);
    expect(requestsOf({ requests: 0, objects: 0 })).toBe(1);
    expect(requestsOf({ objects: 250 })).toBe(1);
    expect(requestsOf({ objects: 251 })).toBe(2);
    expect(requestsOf({ requests: 3, objects: 251 })).toBe(3);
    expect(requestsOf({ requests: 3, objects: 50_000 })).toBe(200);
  });

  it('counts per caller, and per address for anonymous requests', async () => {
    const limit = createRateLimit({ ...settings, requests: 1 });
    for (const caller of ['a', 'b', undefined])
      expect((await limit.count({ ...remoteRequest, caller }))?.retryAfterSeconds).toBeUndefined();
    expect((await limit.count({ ...remoteRequest, caller: 'a' }))?.retryAfterSeconds).toBeDefined();
  });

  it('counts the IPv6 addresses of one host together, by the length of the prefix', async () => {
    const isExceeded = async (ipv6Prefix: number, addresses: readonly string[]) => {
      const limit = createRateLimit({ ...settings, requests: 1, ipv6Prefix });
      const quotas = [];
      for (const address of addresses) quotas.push(await limit.count({ caller: undefined, address }));
      return quotas.map((quota) => quota?.retryAfterSeconds !== undefined);
    };
    const addresses = ['2001:db8::1', '2001:db8::2', '2001:db8:0:1::1'];
    expect(await isExceeded(64, addresses)).toEqual([false, true, false]);
    expect(await isExceeded(56, addresses)).toEqual([false, true, true]);
    expect(await isExceeded(128, addresses)).toEqual([false, false, false]);
    expect(await isExceeded(64, ['203.0.113.9', '::ffff:203.0.113.9', '203.0.113.10'])).toEqual([false, true, false]);
  });

  it('exempts loopback addresses unless configured, and everything when disabled', async () => {
    for (const address of ['127.0.0.1', '::1', '::ffff:127.0.0.1']) {
      expect(await createRateLimit(settings).count({ caller: 'a', address })).toBeUndefined();
      expect(await createRateLimit({ ...settings, loopback: true }).count({ caller: 'a', address })).toBeDefined();
    }
    expect(await createRateLimit({ ...settings, requests: 0 }).count(remoteRequest)).toBeUndefined();
  });
});
