import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { testStores, type TestStore } from '../../support/stores.ts';
import { broken, walk, walked } from './aftermath.ts';
import { createFuzzClient } from './client.ts';
import { fire, shots } from './hal-storm.ts';
import { furnish } from './furnish.ts';
import { createKnown } from './known.ts';
import { fuzzOptions } from './options.ts';
import { resourceOf, routesOf } from './routes.ts';
import { counted, storm } from './storm.ts';
import { startFuzzedSystem, type FuzzedSystem } from './system.ts';

const { seed, runs } = fuzzOptions('the HAL face', { variable: 'FUZZ_RUNS', usual: 4000 });

describe.each(testStores)('whatever is sent to the HAL face, on $name', ({ open }) => {
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

  it('is answered, and what is no good is refused with a problem', async () => {
    const client = createFuzzClient();
    const known = createKnown(resourceOf);
    const routes = await routesOf(system);
    await furnish(system, known);
    const began = performance.now();
    const toll = await storm(shots(routes, { seed, runs }), (shot) => fire(shot, { system, client, known }));
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
