import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { hal } from '../../support/clients.ts';
import { testStores } from '../../support/stores.ts';
import { startTestSystem, type TestSystem } from '../../support/system.ts';
import { callers, roles } from './callers.ts';
import { crawl, type Crawl } from './crawl.ts';
import { knownRoutes } from './routes.ts';
import type { Shapes } from './valid-hal.ts';

describe('a crawler that begins at the root of the gateway', () => {
  let system: TestSystem;
  const crawls: Crawl[] = [];
  beforeAll(async () => {
    system = await startTestSystem(testStores[0]!.open);
    const shapes: Shapes = new Map();
    const routes = knownRoutes(system);
    for (const role of roles) {
      const as = callers[role];
      const home = await hal('GET', system.services.accounts.url, { as });
      const id = home.body._links['eb:viewer']?.href.split('/').at(-1);
      const start = `${system.halGateway}/`;
      const began = Date.now();
      crawls.push(
        await crawl(
          { role, as, id },
          { start, routes, shapes, resources: ['venue', 'event', 'registration', 'account'] },
        ),
      );
      console.log(role, crawls.at(-1)!.visits.length, Date.now() - began, crawls.at(-1)!.faults.length);
    }
  }, 240_000);
  afterAll(() => system.close());

  it('finds nothing that is not as it should be', () => {
    const faults = crawls.flatMap((each) => each.faults);
    expect(faults.slice(0, 60)).toEqual([]);
  });
});
