import { describe, expect, it } from '@jest/globals';
import { coalesce } from './coalesce.ts';

describe('coalesced requests', () => {
  it('are served by a load that started after the request, one load at a time', async () => {
    const loads: (readonly number[])[] = [];
    let running = 0;
    const request = coalesce<number, number>(async (numbers) => {
      expect(++running).toBe(1);
      loads.push(numbers);
      await new Promise((resolve) => setTimeout(resolve, 5));
      running--;
      return numbers.map((number) => number * 10);
    }, 100);
    const first = request(1);
    await new Promise((resolve) => setTimeout(resolve, 1));
    expect(await Promise.all([first, request(2), request(3), request(2)])).toEqual([10, 20, 30, 20]);
    expect(loads).toEqual([[1], [2, 3, 2]]);
    expect(await request(1)).toBe(10);
    expect(loads).toHaveLength(3);
  });

  it('fail with their own load, and later requests are loaded again', async () => {
    let fails = true;
    const request = coalesce<number, number>(async (numbers) => {
      if (fails) throw new Error('unavailable');
      return numbers;
    }, 100);
    await expect(request(1)).rejects.toThrow('unavailable');
    fails = false;
    expect(await request(2)).toBe(2);
  });
});
