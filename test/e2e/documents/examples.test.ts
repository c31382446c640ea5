import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { describeIf } from '../../support/skip-reasons.ts';
import { testStores } from '../../support/stores.ts';
import { startTestSystem, type TestSystem } from '../../support/system.ts';
import { comparable, examplesIn, replaceAll, run } from './examples.ts';

const documents = ['README.md', 'docs/hal.md', 'docs/graphql.md', 'docs/operations.md'];

/** A tool that the examples need and that is not installed. */
const missingTool = ['bash', 'curl'].find((tool) => {
  try {
    execFileSync(tool, ['--version'], { stdio: 'ignore' });
    return false;
  } catch {
    return true;
  }
});
const missingToolNotice = `the examples of the documents. To run them, install ${missingTool ?? ''}.`;

/** Maps the addresses in the documents to the addresses of this system. */
const addresses = ({ halGateway, gateway, services }: TestSystem): ReadonlyMap<string, string> =>
  new Map([
    ['http://localhost:2112', halGateway],
    ['http://localhost:2113', services.venues.url],
    ['http://localhost:2114', services.registrations.url],
    ['http://localhost:2115', services.events.url],
    ['http://localhost:2116', services.accounts.url],
    ['http://localhost:4000', gateway],
  ]);

const inverse = (map: ReadonlyMap<string, string>): ReadonlyMap<string, string> =>
  new Map([...map].map(([key, value]) => [value, key]));

describeIf(missingTool === undefined, missingToolNotice)('the examples of the documents', () => {
  let system: TestSystem;
  beforeAll(async () => {
    const [embedded] = testStores;
    if (embedded === undefined) throw new Error('there is no store to test on');
    system = await startTestSystem(embedded.open);
  }, 120_000);
  afterAll(() => system.close());

  // All documents share one system: each leaves the demo data unchanged.
  it.each(documents)(
    'print the output that %s shows',
    async (document) => {
      const examples = examplesIn(readFileSync(document, 'utf8'));
      const moved = addresses(system);
      const printed = await run(examples.map((each) => ({ ...each, command: replaceAll(each.command, moved) })));
      expect(printed.length).toBeGreaterThan(0);
      for (const [index, { output, line }] of examples.entries()) {
        if (output === undefined) continue;
        const actual = comparable(replaceAll(printed[index] ?? '', inverse(moved)));
        const location = `${document}:${line}`;
        if (output.language === 'json')
          expect([location, JSON.parse(actual)]).toEqual([location, JSON.parse(comparable(output.text))]);
        else expect([location, actual]).toEqual([location, comparable(output.text)]);
      }
    },
    120_000,
  );
});
