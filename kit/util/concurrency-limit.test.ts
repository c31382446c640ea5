import { describe, expect, it } from '@jest/globals';
import { createConcurrencyLimit } from './concurrency-limit.ts';

describe('a concurrency limit', () => {
  it('runs at most so many tasks at the same time, in their order, whether they fail or not', async () => {
    const limited = createConcurrencyLimit(2);
    const started: number[] = [];
    let [running, most] = [0, 0];
    const task = async (number: number): Promise<number> => {
      started.push(number);
      most = Math.max(most, ++running);
      await new Promise((resolve) => setImmediate(resolve));
      running--;
      if (number === 1) throw new Error('one');
      return number;
    };
    const results = await Promise.allSettled([0, 1, 2, 3, 4].map((number) => limited(() => task(number))));
    expect(results.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', ...Array(3).fill('fulfilled')]);
    expect(started).toEqual([0, 1, 2, 3, 4]);
    expect(most).toBe(2);
    expect(await limited(() => task(5))).toBe(5);
  });

  it('runs no task that would be one too many to wait', async () => {
    const limited = createConcurrencyLimit(1, 1);
    const results = ['a', 'b', 'c'].map((name) => limited(() => Promise.resolve(name)));
    expect(await Promise.all(results)).toEqual(['a', 'b', undefined]);
    expect(await limited(() => Promise.resolve('d'))).toBe('d');
  });
});
