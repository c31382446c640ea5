import { describe, it } from '@jest/globals';
import { appendFileSync } from 'node:fs';

/** Records why tests are skipped on this machine. `skip-reason-reporter.mjs` prints each reason once, after the run. */
export function recordSkipReason(reason: string): void {
  const file = process.env['TEST_SKIP_REASONS_FILE'];
  if (file !== undefined) appendFileSync(file, `${reason}\n`);
}

/** Returns `describe` if `isMet`. Otherwise records the reason, and declares one skipped test in place of a suite. */
export function describeIf(isMet: boolean, reason: string): (title: string, suite: () => void) => void {
  if (isMet) return describe;
  recordSkipReason(reason);
  return (title) => describe(title, () => it.skip('is skipped', () => undefined));
}
