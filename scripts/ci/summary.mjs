// Prints the total of several jest result files in one line. A file NAME-again.json has the tests that failed in NAME.json
// and were repeated: it decides, and they are named.
import { readFile } from 'node:fs/promises';

const suffix = '-again.json';
const sums = { passed: 0, failed: 0, skipped: 0 };
const read = async (file) => JSON.parse(await readFile(file, 'utf8'));
const files = process.argv.slice(2);
for (const file of files) {
  if (file.endsWith(suffix)) continue;
  const results = await read(file);
  if (results.numTotalTests === 0) throw new Error(`${file}: no test ran`);
  const again = file.replace(/\.json$/, suffix);
  const failed = (files.includes(again) ? await read(again) : results).numFailedTests;
  sums.passed += results.numPassedTests + results.numFailedTests - failed;
  sums.failed += failed;
  sums.skipped += results.numPendingTests;
  const first = results.testResults.flatMap(({ assertionResults }) => assertionResults);
  if (files.includes(again))
    for (const { status, fullName } of first) if (status === 'failed') console.log(`failed at first: ${fullName}`);
}
console.log(`${sums.passed} passed, ${sums.failed} failed${sums.skipped > 0 ? `, ${sums.skipped} skipped` : ''}`);
