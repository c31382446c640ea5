import { describe, expect, it } from '@jest/globals';
import { createRateLimit } from './rate-limit.ts';

const settings = { requests: 2, windowSeconds: 60, loopback: false };
const elsewhere = { caller: undefined, address: '203.0.113.9' };

describe('a rate limit', () => {
  it('says what is left, and for how long there is no more', async () => {
    const limit = createRateLimit(settings);
    const left = [await limit.count(elsewhere), await limit.count(elsewhere), await limit.count(elsewhere)];
    expect(left.map((quota) => quota?.headers)).toEqual(
      [1, 0, 0].map((rest) => ({
        'ratelimit-policy': '"requests";q=2;w=60',
        ratelimit: expect.stringMatching(`^"requests";r=${rest};t=(60|59)$`),
      })),
    );
    expect(left.map((quota) => quota?.retryAfterSeconds !== undefined)).toEqual([false, false, true]);
  });

  it('is each caller’s own, and an address’s where nobody has signed in', async () => {
    const limit = createRateLimit({ ...settings, requests: 1 });
    for (const caller of ['a', 'b', undefined])
      expect((await limit.count({ ...elsewhere, caller }))?.retryAfterSeconds).toBeUndefined();
    expect((await limit.count({ ...elsewhere, caller: 'a' }))?.retryAfterSeconds).toBeDefined();
  });

  it('does not hold for the machine itself if that is not asked for, nor if it is switched off', async () => {
    for (const address of ['127.0.0.1', '::1', '::ffff:127.0.0.1']) {
      expect(await createRateLimit(settings).count({ caller: 'a', address })).toBeUndefined();
      expect(await createRateLimit({ ...settings, loopback: true }).count({ caller: 'a', address })).toBeDefined();
    }
    expect(await createRateLimit({ ...settings, requests: 0 }).count(elsewhere)).toBeUndefined();
  });
});
