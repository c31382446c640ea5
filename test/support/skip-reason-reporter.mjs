import { mkdtempSync, readFileSync, rmSync, existsSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

/** Prints why suites were skipped: each reason once, from the file `TEST_SKIP_REASONS_FILE` that the workers share. */
export default class SkipReasonReporter {
  #folder = '';

  /** Sets the variable before the workers start, so that they inherit it. */
  onRunStart() {
    this.#folder = mkdtempSync(path.join(tmpdir(), 'skip-reasons-'));
    process.env.TEST_SKIP_REASONS_FILE = path.join(this.#folder, 'reasons');
  }

  onRunComplete() {
    const file = process.env.TEST_SKIP_REASONS_FILE;
    const reasons = existsSync(file) ? readFileSync(file, 'utf8').trimEnd().split('\n') : [];
    for (const reason of new Set(reasons)) process.stderr.write(`Skipped: ${reason}\n`);
    rmSync(this.#folder, { recursive: true });
  }
}
