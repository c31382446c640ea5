import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { hal } from '../../support/clients.ts';
import { testStores, type TestStore } from '../../support/stores.ts';
import { startTestSystem, type TestSystem } from '../../support/system.ts';
import { callers, roles } from './callers.ts';
import { unadvertised, unexplained, unlike } from './coverage.ts';
import { crawl, type Crawl } from './crawl.ts';
import { tryWhatIsNotOffered, type Refusals } from './unoffered-requests.ts';
import { knownRoutes, routeOf, type KnownRoute } from './routes.ts';
import { submitAll, type Offer } from './submit-forms.ts';
import type { Shapes } from './valid-hal.ts';

const seed = Date.now();

/** The first of many faults of a kind are enough to see what is wrong. */
const some = (faults: readonly string[]): readonly string[] => [...new Set(faults)].slice(0, 50);

/** A store for a system in which no lease is renewed while one looks. */
async function openQuiet(): Promise<TestStore> {
  const store = await testStores[0]!.open();
  return { ...store, env: { ...store.env, LEASE_SECONDS: '3600' } };
}

describe(`a crawler that begins at the root of the gateway (seed ${seed})`, () => {
  let system: TestSystem;
  let routes: readonly KnownRoute[];
  let crawls: readonly Crawl[];
  const refusals: Refusals[] = [];
  const shapes: Shapes = new Map();

  async function crawlAs(role: keyof typeof callers): Promise<Crawl> {
    const as = callers[role];
    const home = await hal('GET', system.services.accounts.url, { as });
    const id = home.body._links['eb:viewer']?.href.split('/').at(-1);
    const resources = ['venue', 'event', 'registration', 'account'];
    return crawl({ role, as, id }, { start: `${system.halGateway}/`, routes, shapes, resources });
  }

  beforeAll(async () => {
    system = await startTestSystem(openQuiet);
    routes = knownRoutes(system);
    const found: Crawl[] = [];
    for (const role of roles) found.push(await crawlAs(role));
    crawls = found;
  }, 240_000);
  afterAll(() => system.close());

  it('comes wherever links lead, and finds everything as it should be, whoever it is', () => {
    expect(some(crawls.flatMap(({ faults }) => faults))).toEqual([]);
  });

  it('finds a page for every relation, and every item of a list as the list shows it', () => {
    expect([unexplained(crawls), crawls.flatMap(unlike)]).toEqual([[], []]);
  });

  it('is refused whatever it is not offered', async () => {
    for (const each of crawls) refusals.push(await tryWhatIsNotOffered(each, { everywhere: crawls, routes }));
    expect(some(refusals.flatMap(({ faults }) => faults))).toEqual([]);
  });

  it('finds every route, but for those that are closed to everybody', () => {
    expect(unadvertised({ crawls, refusals }, routes)).toEqual([]);
  });

  it('submits every form, with values that are allowed and with others', async () => {
    const kindOf = ({ name, template }: Offer): string =>
      `${name} ${template.method} ${routeOf(template.target, routes)?.path ?? ''}`;
    const faults: string[] = [];
    for (const each of crawls) faults.push(...(await submitAll(each, { seed, shapes, kindOf })));
    expect(some(faults)).toEqual([]);
  }, 120_000);
});
