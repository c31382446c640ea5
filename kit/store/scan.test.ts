import { expect, it } from '@jest/globals';
import { scan } from './scan.ts';

const numbers = Array.from({ length: 10_000 }, (_, index) => index);
const busy = (ms: number): void => {
  for (const end = performance.now() + ms; performance.now() < end;);
};

it('returns matches in order, up to the limit', async () => {
  expect(await scan(numbers, (number) => number % 1000 === 7)).toHaveLength(10);
  expect(await scan(numbers, (number) => number % 1000 === 7, { limit: 2 })).toEqual([7, 1007]);
  expect(await scan(numbers, () => true, { limit: 0 })).toEqual([]);
});

it('stops in the middle when its signal is aborted, and lets others run before', async () => {
  const controller = new AbortController();
  const reason = new Error('gone');
  let evaluated = 0;
  setImmediate(() => controller.abort(reason));
  const scanning = scan(
    numbers,
    () => {
      evaluated++;
      busy(0.1);
      return true;
    },
    controller,
  );
  await expect(scanning).rejects.toBe(reason);
  expect(evaluated).toBeGreaterThan(0);
  expect(evaluated).toBeLessThan(numbers.length);
});
