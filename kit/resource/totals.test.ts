import { beforeEach, describe, expect, it, jest } from '@jest/globals';
import { setTimeout as delay } from 'node:timers/promises';
import { openEmbedded } from '../store/embedded.ts';
import type { Collection, CountOptions, Filter } from '../store/port.ts';
import { Decimal } from '../util/decimal.ts';
import { createTotals, keyOf, type Totals } from './totals.ts';

describe('totals', () => {
  const keptMs = 60_000;
  let collection: Collection;
  let totals: Totals;
  let counts: number;
  const insert = (from: number, to: number, more: object = {}) =>
    collection.insert(Array.from({ length: to - from }, (_, index) => ({ _id: `${from + index}`, ...more })));
  beforeEach(async () => {
    collection = await (await openEmbedded({ directory: undefined })).collection('things');
    counts = 0;
    const count = (filter: Filter, options?: CountOptions) => {
      counts++;
      return collection.count(filter, options);
    };
    totals = createTotals({ count }, { exactBelow: 10, keptMs });
  });

  it('are counted for each request below the limit', async () => {
    await insert(0, 9);
    expect(await totals.count({})).toBe(9);
    await collection.remove({ _id: '1' });
    expect(await totals.count({})).toBe(8);
  });

  it('are kept for a while from the limit on', async () => {
    await insert(0, 12);
    expect(await totals.count({})).toBe(12);
    await insert(12, 20);
    expect(await totals.count({})).toBe(12);
    expect(await totals.count({ _id: { $ne: '1' } })).toBe(19);
    const clock = jest.spyOn(performance, 'now').mockReturnValue(performance.now() + keptMs + 1);
    // The cache asks for the time once in a millisecond.
    await delay(5);
    expect(await totals.count({})).toBe(20);
    clock.mockRestore();
  });

  it('do not include pending creations', async () => {
    await insert(0, 12);
    await insert(12, 15, { _intent: { kind: 'arriving', token: 'a' } });
    expect(await totals.count({})).toBe(12);
    expect(await totals.count({ _id: { $in: ['1', '13'] } })).toBe(1);
  });

  it('share the count of many documents', async () => {
    await insert(0, 12);
    expect(await Promise.all(Array.from({ length: 50 }, () => totals.count({})))).toEqual(Array(50).fill(12));
    // One short count for each request, and two for the total.
    expect(counts).toBe(52);
  });

  it('are counted anew after a failure', async () => {
    await insert(0, 12);
    let fails = true;
    const failing = createTotals(
      {
        count: (filter, options) =>
          fails && !options ? Promise.reject(new Error('away')) : collection.count(filter, options),
      },
      { exactBelow: 10, keptMs: 60_000 },
    );
    await expect(failing.count({})).rejects.toThrow('away');
    fails = false;
    expect(await failing.count({})).toBe(12);
  });

  it('are kept by filter', () => {
    const filters: readonly Filter[] = [
      {},
      { a: 1 },
      { a: '1' },

      { a: { $regex: /1/ } },
      { a: { $regex: /2/ } },
      { a: { $regex: /1/i } },
      { a: new Date(1) },
      { a: new Date(1).toJSON() },
      { a: Decimal.from('1') },
      { $or: [{ a: 1 }, { b: 1 }] },
    ];
    expect(new Set(filters.map(keyOf)).size).toBe(filters.length);
    expect(keyOf({ a: { $gt: new Date(5) } })).toBe(keyOf({ a: { $gt: new Date(5) } }));
  });
});
