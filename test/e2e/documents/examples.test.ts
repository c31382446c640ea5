import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { describeIf } from '../../support/skip-reasons.ts';
import { embeddedStore } from '../../support/stores.ts';
import { startTestSystem, type TestSystem } from '../../support/system.ts';
import { missingTool, missingToolNotice, runDocument } from './examples.ts';

const documents = ['README.md', 'docs/hal.md', 'docs/graphql.md', 'docs/operations.md'];

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

describeIf(missingTool === undefined, missingToolNotice)('the examples of the documents', () => {
  let system: TestSystem;
  beforeAll(async () => {
    system = await startTestSystem(embeddedStore.open, { LEASE_SECONDS: '15' });
  });
  afterAll(() => system.close());

  // All documents share one system: each leaves the demo data unchanged.
  it.each(documents)('print the output that %s shows', async (document) => {
    const results = await runDocument(document, addresses(system));
    expect(results.length).toBeGreaterThan(0);
    for (const { location, printed, shown } of results) expect([location, printed]).toEqual([location, shown]);
  });
});
