import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { testStores, type TestStore } from '../../support/stores.ts';
import { broken, walk, walked } from './final-state.ts';
import { createFuzzClient } from './client.ts';
import { furnish } from './seed-data.ts';
import { createKnown } from './observed-values.ts';
import { fuzzOptions, type FuzzOptions } from './options.ts';
import { resourceOf } from './routes.ts';
import { counted, storm, type Exchange, type Gun } from './run-requests.ts';
import { startFuzzedSystem, type FuzzedSystem } from './fuzzed-system.ts';

/** How one face is fuzzed. */
export interface Fuzz<Plan> {
  readonly face: string;
  /** The setting that says how many requests there are. */
  readonly runs: 'fuzzRuns' | 'fuzzQueries';
  /** What is to hold of every answer, as the title of the test. */
  readonly claim: string;
  /** What is to be sent, the same for the same seed. */
  plans(system: FuzzedSystem, options: FuzzOptions): Promise<Iterable<Plan>>;
  /** Sends it, and judges the answer. */
  send(plan: Plan, gun: Gun): Promise<Exchange>;
}

/** Declares the tests of a face: sends what is generated to the whole system, on every store. */
export function fuzz<Plan>({ face, runs: count, claim, plans, send }: Fuzz<Plan>): void {
  const { seed, runs } = fuzzOptions(face, count);

  describe.each(testStores)(`whatever is sent to ${face}, on $name`, ({ open }) => {
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

    it(
      claim,
      async () => {
        const client = createFuzzClient();
        const known = createKnown(resourceOf);
        await furnish(system, known);
        const generated = await plans(system, { seed, runs });
        const began = performance.now();
        const toll = await storm(generated, (plan) => send(plan, { system, client, known }));
        console.log(`${counted(toll)}; ${((performance.now() - began) / 1000).toFixed(1)} s`);
        client.close();
        expect({ seed, faults: toll.faults }).toEqual({ seed, faults: [] });
        expect(system.logged()).toEqual([]);
      },
      1_200_000,
    );

    it('leaves the rules of the domain as they are, and a system that works', async () => {
      expect(await broken(system)).toEqual([]);
      expect(await walk(system)).toEqual(walked);
      expect(system.logged()).toEqual([]);
    }, 300_000);
  });
}
