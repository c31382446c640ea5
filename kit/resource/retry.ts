import { setTimeout as delay } from 'node:timers/promises';
import { unavailable } from './common-problems.ts';
import type { Outcome, Problem } from './problems.ts';

/** Milliseconds for which an operation waits for what others have under way, before it answers 503. */
const patienceMs = 3000;
const firstPauseMs = 4;
const longestPauseMs = 80;

/** What is so only for a moment: others have something under way. Worth trying again at once. */
export const passing = (detail: string): Problem => ({ ...unavailable(detail), passing: true });

/** Tries again while what is in the way is passing, at growing intervals with jitter. */
export async function patiently<T>(attempt: () => Promise<Outcome<T>>): Promise<Outcome<T>> {
  const deadline = Date.now() + patienceMs;
  for (let pause = firstPauseMs; ; pause = Math.min(pause * 2, longestPauseMs)) {
    const outcome = await attempt();
    if (outcome.ok || outcome.problem.passing !== true || Date.now() > deadline) return outcome;
    await delay(pause * (0.5 + Math.random()));
  }
}
