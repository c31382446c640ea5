import { expect, it } from '@jest/globals';
import { createTimeSlices, nextTurn, takeTurn } from './time-slices.ts';

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

it('gives one slice a turn of the event loop, however much work is waiting', async () => {
  let turn = 0;
  const countTurns = (): NodeJS.Immediate => setImmediate(() => (turn++, (immediate = countTurns())));
  let immediate = countTurns();
  const turnsOfSlices: number[] = [];
  const run = async (): Promise<void> => {
    const endStep = createTimeSlices(0);
    for (let step = 0; step < 3; step++) {
      await endStep();
      turnsOfSlices.push(turn);
    }
  };
  await Promise.all([run(), run(), run()]);
  clearImmediate(immediate);
  expect(new Set(turnsOfSlices).size).toBe(9);
});

it('gives others as much time as several pieces of work take that compete', async () => {
  const pieces = 5;
  let [workMs, idleMs] = [0, 0];
  let lastEnd: number | undefined;
  const piece = async (): Promise<void> => {
    await nextTurn();
    const start = performance.now();
    if (lastEnd !== undefined) idleMs += start - lastEnd;
    work(20);
    lastEnd = performance.now();
    workMs += lastEnd - start;
  };
  await Promise.all(Array.from({ length: pieces }, piece));
  expect(idleMs).toBeGreaterThan((workMs / pieces) * (pieces - 1) * 0.8);
});

it('lets requests with long bodies proceed one in a turn, and others at once', async () => {
  const started: string[] = [];
  const proceed = async (name: string, bodyLength: number): Promise<void> => {
    await takeTurn(bodyLength);
    started.push(name);
  };
  const all = [proceed('long', 100_000), proceed('longer', 200_000), proceed('short', 100)];
  const immediates: string[][] = [];
  setImmediate(() => immediates.push([...started]));
  await Promise.all(all);
  expect(started).toEqual(['short', 'long', 'longer']);
  expect(immediates).toEqual([expect.not.arrayContaining(['longer'])]);
});
