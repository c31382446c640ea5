import { describe, expect, it } from '@jest/globals';
import { coalesce } from './coalesce.ts';

describe('questions that are joined', () => {
  it('are answered by a load that began after they were asked, one load at a time', async () => {
    const loads: (readonly number[])[] = [];
    let running = 0;
    const ask = coalesce<number, number>(async (questions) => {
      expect(++running).toBe(1);
      loads.push(questions);
      await new Promise((resolve) => setTimeout(resolve, 5));
      running--;
      return questions.map((question) => question * 10);
    }, 100);
    const first = ask(1);
    await new Promise((resolve) => setTimeout(resolve, 1));
    expect(await Promise.all([first, ask(2), ask(3), ask(2)])).toEqual([10, 20, 30, 20]);
    expect(loads).toEqual([[1], [2, 3, 2]]);
    expect(await ask(1)).toBe(10);
    expect(loads).toHaveLength(3);
  });

  it('fail alone, and the next are asked again', async () => {
    let fails = true;
    const ask = coalesce<number, number>(async (questions) => {
      if (fails) throw new Error('away');
      return questions;
    }, 100);
    await expect(ask(1)).rejects.toThrow('away');
    fails = false;
    expect(await ask(2)).toBe(2);
  });
});
