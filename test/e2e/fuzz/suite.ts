import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { testStores, type TestStore } from '../../support/stores.ts';
import { findInvariantViolations, runSmokeTest, expectedSmokeTestResult } from './final-state.ts';
import { createFuzzClient } from './client.ts';
import { createSeedData } from './seed-data.ts';
import { createObservedDocuments } from './observed-values.ts';
import { fuzzOptions, type FuzzOptions } from './options.ts';
import { singularOf } from './routes.ts';
import { formatStatusCounts, runRequests, type FuzzExchange, type FuzzContext } from './run-requests.ts';
import { startFuzzedSystem, type FuzzedSystem } from './fuzzed-system.ts';

/** Definition of the fuzzing of one API. */
export interface FuzzSuite<Plan> {
  readonly api: string;
  /** Setting for the number of requests. */
  readonly runsSetting: 'fuzzRuns' | 'fuzzQueries';
  /** Title of the test: what holds for every response. */
  readonly title: string;
  /** Generates the requests; the same seed gives the same requests. */
  plans(system: FuzzedSystem, options: FuzzOptions): Promise<Iterable<Plan>>;
  /** Sends a request and checks its response. */
  send(plan: Plan, context: FuzzContext): Promise<FuzzExchange>;
}

/** Declares the tests of an API: sends generated requests to the whole system, on every store. */
export function describeFuzzing<Plan>({ api, runsSetting: count, title, plans, send }: FuzzSuite<Plan>): void {
  const { seed, runs } = fuzzOptions(api, count);

  describe.each(testStores)(`fuzzing ${api} on $name`, ({ open }) => {
    let store: TestStore;
    let system: FuzzedSystem;
    beforeAll(async () => {
      store = await open();
      system = await startFuzzedSystem(store);
    });
    afterAll(async () => {
      await system.close();
      await store.close();
    });

    it(
      title,
      async () => {
        const client = createFuzzClient();
        const observed = createObservedDocuments(singularOf);
        await createSeedData(system, observed);
        const generated = await plans(system, { seed, runs });
        const startedAt = performance.now();
        const report = await runRequests(generated, {
          send: (plan) => send(plan, { system, client, observed }),
          logOf: (requestId) => system.logOf(requestId),
        });
        console.log(`${formatStatusCounts(report)}; ${((performance.now() - startedAt) / 1000).toFixed(1)} s`);
        client.close();
        expect({ seed, faults: report.faults }).toEqual({ seed, faults: [] });
        expect(system.loggedErrors()).toEqual([]);
      },
      1_200_000,
    );

    it('keeps the domain invariants and leaves a working system', async () => {
      expect(await findInvariantViolations(system)).toEqual([]);
      expect(await runSmokeTest(system)).toEqual(expectedSmokeTestResult);
      expect(system.loggedErrors()).toEqual([]);
    }, 300_000);
  });
}
