import { describe, expect, it } from '@jest/globals';
import { setTimeout as delay } from 'node:timers/promises';
import { paceReads } from './pace-reads.ts';

/** Reads of the number of writes, as it is when a load begins; `loads` has the keys of each. */
function countedReads(pace = { burst: 2, intervalMs: 50 }) {
  const store = { writes: 0, loads: [] as (readonly string[])[] };
  const read = paceReads<readonly string[], number>(pace, async (requests) => {
    store.loads.push([...new Set(requests.flat())]);
    const { writes } = store;
    await delay(1);
    return requests.map(() => writes);
  });
  return { store, read: (...keys: readonly string[]) => read(keys, keys) };
}

describe('paced reads', () => {
  it('share loads, of which few begin, and none before the read that it serves', async () => {
    const { store, read } = countedReads();
    const startedAt = performance.now();
    const reads: Promise<void>[] = [];
    for (let count = 0; count < 300; count++) {
      const written = ++store.writes;
      reads.push(read('hot').then((writes) => expect(writes).toBeGreaterThanOrEqual(written)));
      await delay(1);
    }
    await Promise.all(reads);
    const elapsed = performance.now() - startedAt;
    expect(store.loads.length).toBeLessThanOrEqual(2 + elapsed / 50);
    expect(store.loads.length).toBeGreaterThan(3);
  });

  it('do not wait while few read, and not for other keys', async () => {
    const { store, read } = countedReads({ burst: 2, intervalMs: 60_000 });
    await read('one');
    await read('one');
    await Promise.all([read('two'), read('three', 'four')]);
    expect(store.loads).toEqual([['one'], ['one'], ['two', 'three', 'four']]);
  });

  it('of several keys are one load, and end although their keys are due at different times', async () => {
    const { store, read } = countedReads({ burst: 1, intervalMs: 40 });
    await read('one');
    await delay(20);
    await read('two');
    await read('one', 'two');
    expect(store.loads).toEqual([['one'], ['two'], ['one', 'two']]);
  });

  it('fail with their own load', async () => {
    let fails = true;
    const read = paceReads<number, number>({ burst: 2, intervalMs: 1 }, async (numbers) => {
      if (fails) throw new Error('unavailable');
      return numbers;
    });
    await expect(Promise.all([read(['a'], 1), read(['a'], 2)])).rejects.toThrow('unavailable');
    fails = false;
    expect(await read(['a'], 3)).toBe(3);
  });
});
