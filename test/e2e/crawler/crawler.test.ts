import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { hal } from '../../support/clients.ts';
import { roleNames, usernames, type RoleName } from '../../support/roles.ts';
import { embeddedWith } from '../../support/stores.ts';
import { startTestSystem, type TestSystem } from '../../support/system.ts';
import { unadvertisedOperations, undocumentedRelations, inconsistentEmbeddedItems } from './coverage.ts';
import { crawl, type Crawl } from './crawl.ts';
import { tryUnofferedRequests, type UnofferedRequestResults } from './unoffered-requests.ts';
import { listRoutes, matchRoute, type CrawlerRoute } from './routes.ts';
import { submitForms, type FormAffordance } from './submit-forms.ts';
import type { RelationShapes } from './valid-hal.ts';

const seed = Date.now();

/** Returns at most 50 distinct faults, to keep the report readable. */
const firstFaults = (faults: readonly string[]): readonly string[] => [...new Set(faults)].slice(0, 50);

/** Opens a store and sets leases of an hour, so that no lease is renewed during the test. */
const openStoreWithLongLeases = embeddedWith({ LEASE_SECONDS: '3600' });

describe(`HAL crawler, starting at the root of the gateway (seed ${seed})`, () => {
  let system: TestSystem;
  let routes: readonly CrawlerRoute[];
  let crawls: readonly Crawl[];
  const unofferedResults: UnofferedRequestResults[] = [];
  const shapes: RelationShapes = new Map();

  async function crawlAs(role: RoleName): Promise<Crawl> {
    const as = usernames[role];
    const home = await hal('GET', system.services.accounts.url, { as });
    const id = home.body._links['eb:viewer']?.href.split('/').at(-1);
    const resources = ['venue', 'event', 'registration', 'account'];
    return crawl({ role, as, id }, { start: `${system.halGateway}/`, routes, shapes, resources });
  }

  beforeAll(async () => {
    system = await startTestSystem(openStoreWithLongLeases);
    routes = listRoutes(system);
    const results: Crawl[] = [];
    for (const role of roleNames) results.push(await crawlAs(role));
    crawls = results;
  }, 240_000);
  afterAll(() => system.close());

  it('follows every link as each role and finds only valid responses', () => {
    expect(firstFaults(crawls.flatMap(({ faults }) => faults))).toEqual([]);
  });

  it('finds a page for every relation, and embedded items equal to the resources they represent', () => {
    expect([undocumentedRelations(crawls), crawls.flatMap(inconsistentEmbeddedItems)]).toEqual([[], []]);
  });

  it('is denied every write that no form offers', async () => {
    for (const result of crawls)
      unofferedResults.push(await tryUnofferedRequests(result, { allCrawls: crawls, routes }));
    expect(firstFaults(unofferedResults.flatMap(({ faults }) => faults))).toEqual([]);
  });

  it('finds every route that is not denied to all roles', () => {
    expect(unadvertisedOperations({ crawls, unofferedResults }, routes)).toEqual([]);
  });

  it('submits every form with valid values and with invalid ones', async () => {
    const kindOf = ({ name, template }: FormAffordance): string =>
      `${name} ${template.method} ${matchRoute(template.target, routes)?.path ?? ''}`;
    const faults: string[] = [];
    for (const result of crawls) faults.push(...(await submitForms(result, { seed, shapes, kindOf })));
    expect(firstFaults(faults)).toEqual([]);
  });
});
