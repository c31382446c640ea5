import { mkdtempSync, readFileSync, rmSync, existsSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

/** Prints why suites were left out: each reason once, whichever worker recorded it in `TEST_LEFT_OUT_FILE`. */
export default class LeftOutReporter {
  #folder = '';

  /** Workers start after this, and inherit the variable. */
  onRunStart() {
    this.#folder = mkdtempSync(path.join(tmpdir(), 'left-out-'));
    process.env.TEST_LEFT_OUT_FILE = path.join(this.#folder, 'reasons');
  }

  onRunComplete() {
    const file = process.env.TEST_LEFT_OUT_FILE;
    const reasons = existsSync(file) ? readFileSync(file, 'utf8').trimEnd().split('\n') : [];
    for (const reason of new Set(reasons)) process.stderr.write(`Left out: ${reason}\n`);
    rmSync(this.#folder, { recursive: true });
  }
}
