// Prints the tests that failed in jest result files, with the beginnings of their messages.
import { readFile } from 'node:fs/promises';

const shown = 1500;

for (const file of process.argv.slice(2)) {
  const { testResults } = JSON.parse(await readFile(file, 'utf8').catch(() => '{"testResults":[]}'));
  for (const { name, status, message, assertionResults } of testResults) {
    if (status !== 'failed') continue;
    console.log(`FAIL ${name}`);
    const failed = assertionResults.filter((each) => each.status === 'failed');
    // A file that cannot be loaded has a message of its own.
    if (failed.length === 0) console.log(message.slice(0, shown));
    for (const { fullName, failureMessages } of failed)
      console.log(`  ${fullName}\n${failureMessages.join('\n').slice(0, shown)}`);
  }
}
