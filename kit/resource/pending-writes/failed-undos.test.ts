import { expect, it } from '@jest/globals';
import { createFailedUndos } from './failed-undos.ts';

it('repeats the undos that failed until they succeed', async () => {
  const undos = createFailedUndos();
  let isAvailable = false;
  const done: string[] = [];
  for (const name of ['a', 'b'])
    undos.add(async () => {
      if (!isAvailable) throw new Error('unavailable');
      done.push(name);
    });
  await expect(undos.repeat()).rejects.toThrow('unavailable');
  isAvailable = true;
  await undos.repeat();
  await undos.repeat();
  expect(done).toEqual(['a', 'b']);
});

it('gives up the oldest beyond 10 000', async () => {
  const undos = createFailedUndos();
  let count = 0;
  for (let number = 0; number < 10_001; number++) undos.add(async () => void (count += number === 0 ? 1_000_000 : 1));
  await undos.repeat();
  expect(count).toBe(10_000);
});
