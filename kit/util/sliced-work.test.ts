import { expect, it } from '@jest/globals';
import { setImmediate } from 'node:timers/promises';
import { block } from '../../test/support/block.ts';
import { stepsPerTurn } from '../../test/support/steps-per-turn.ts';
import { createSharedSlices, createSlicedWork } from './sliced-work.ts';

it('begins pieces in their order, and none while a slice may not begin', async () => {
  const [waiting, begun] = [['a', 'b'], [] as string[]];
  let isReady = false;
  const next = () => {
    const piece = waiting.shift();
    return piece === undefined ? undefined : (): void => void begun.push(piece);
  };
  const wake = createSlicedWork({ sliceMs: 10, next, isReady: () => isReady });
  wake();
  for (let turn = 0; turn < 5; turn++) await setImmediate();
  expect(begun).toEqual([]);
  isReady = true;
  await stepsPerTurn(begun, 2);
  waiting.push('c');
  wake();
  await stepsPerTurn(begun, 3);
  expect(begun).toEqual(['a', 'b', 'c']);
});

it('lets many workers proceed for some milliseconds, then what else is due', async () => {
  const slices = createSharedSlices({ sliceMs: 6, turnMs: 4 });
  const steps: string[] = [];
  const work = async (name: string): Promise<void> => {
    const beginStep = slices();
    for (let step = 0; step < 4; step++) {
      await beginStep();
      block(2.5);
      steps.push(name);
    }
  };
  const workers = Array.from({ length: 10 }, (_, number) => work(String(number)));
  const perTurn = await stepsPerTurn(steps, 40);
  await Promise.all(workers);
  // A slice ends after three steps at most, but for the rest of the last worker's turn.
  expect(Math.max(...perTurn)).toBeLessThanOrEqual(4);
  // The first worker had its turn, then the others had theirs.
  expect(steps.filter((name) => name === '0').length).toBe(4);
  expect(steps.slice(0, 3).filter((name) => name === '0').length).toBeLessThanOrEqual(2);
  expect(steps.lastIndexOf('0')).toBeGreaterThan(steps.indexOf('9'));
});
