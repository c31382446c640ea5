import { expect, it } from '@jest/globals';
import { createTimeSlices } from './time-slices.ts';

/** Keeps this process busy. */
function work(ms: number): void {
  for (const end = performance.now() + ms; performance.now() < end;);
}

it('lets other work proceed between slices, and not within one', async () => {
  let others = 0;
  const other = setInterval(() => others++, 1);
  const run = async (sliceMs: number): Promise<number> => {
    const before = others;
    const endStep = createTimeSlices(sliceMs);
    for (let step = 0; step < 20; step++) {
      work(5);
      await endStep();
    }
    return others - before;
  };
  expect(await run(10_000)).toBe(0);
  expect(await run(10)).toBeGreaterThanOrEqual(5);
  clearInterval(other);
});
