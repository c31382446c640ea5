// Prints the paths of the test files that failed in a jest result file.
import { readFile } from 'node:fs/promises';

const { testResults } = JSON.parse(await readFile(process.argv[2], 'utf8'));
for (const { name, status } of testResults) if (status === 'failed') console.log(name);
