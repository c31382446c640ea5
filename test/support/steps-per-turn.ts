import { setImmediate } from 'node:timers/promises';

/** Counts the steps that are taken in each turn of the event loop, until there are so many. Returns the counts. */
export async function stepsPerTurn(steps: readonly unknown[], count: number): Promise<readonly number[]> {
  const perTurn: number[] = [];
  for (let before = steps.length; before < count; before = steps.length) {
    await setImmediate();
    perTurn.push(steps.length - before);
  }
  return perTurn;
}
