// Prints the total of several jest result files in one line.
import { readFile } from 'node:fs/promises';

const sums = { passed: 0, failed: 0, skipped: 0 };
for (const file of process.argv.slice(2)) {
  const results = JSON.parse(await readFile(file, 'utf8'));
  if (results.numTotalTests === 0) throw new Error(`${file}: no test ran`);
  sums.passed += results.numPassedTests;
  sums.failed += results.numFailedTests;
  sums.skipped += results.numPendingTests;
}
console.log(`${sums.passed} passed, ${sums.failed} failed${sums.skipped > 0 ? `, ${sums.skipped} skipped` : ''}`);
