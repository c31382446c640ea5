import { setTimeout as delay } from 'node:timers/promises';

/**
 * Polls until the condition is met. Rejects if it is not met within `limitMs`, which is far above what a busy machine
 * needs.
 */
export async function until(holds: () => boolean | Promise<boolean>, limitMs = 60_000): Promise<void> {
  const began = performance.now();
  while (!(await holds())) {
    if (performance.now() - began > limitMs)
      throw new Error(`the condition is not met after ${limitMs} ms: ${String(holds)}`);
    await delay(10);
  }
}
