import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { testStores, type TestStore } from '../../../support/stores.ts';
import { broken, walk, walked } from '../aftermath.ts';
import { createFuzzClient } from '../client.ts';
import { furnish } from '../furnish.ts';
import { createKnown } from '../known.ts';
import { fuzzOptions } from '../options.ts';
import { resourceOf } from '../routes.ts';
import { counted, storm } from '../storm.ts';
import { startFuzzedSystem, type FuzzedSystem } from '../system.ts';
import { targetAt } from './schema.ts';
import { ask, requests } from './storm.ts';

const { seed, runs } = fuzzOptions('the GraphQL face', { variable: 'FUZZ_QUERIES', usual: 1000 });

describe.each(testStores)('whatever is sent to the GraphQL face, on $name', ({ open }) => {
  let store: TestStore;
  let system: FuzzedSystem;
  beforeAll(async () => {
    store = await open();
    system = await startFuzzedSystem(store);
  }, 60_000);
  afterAll(async () => {
    await system.close();
    await store.close();
  });

  it('is answered, valid queries with data, others with errors of the list, and tells nothing of the inside', async () => {
    const client = createFuzzClient();
    const known = createKnown(resourceOf);
    await furnish(system, known);
    const authorization = await system.authorization('root');
    const origins = [system.gateway, ...Object.values(system.services)];
    const targets = await Promise.all(origins.map((origin) => targetAt(origin, authorization)));
    const began = performance.now();
    const toll = await storm(requests(targets, { seed, runs }), (plan) => ask(plan, { system, client, known }));
    console.log(`${counted(toll)}; ${((performance.now() - began) / 1000).toFixed(1)} s`);
    client.close();
    expect({ seed, faults: toll.faults }).toEqual({ seed, faults: [] });
    expect(system.logged()).toEqual([]);
  }, 1_200_000);

  it('leaves the rules of the domain as they are, and a system that works', async () => {
    expect(await broken(system)).toEqual([]);
    expect(await walk(system)).toEqual(walked);
    expect(system.logged()).toEqual([]);
  }, 300_000);
});
