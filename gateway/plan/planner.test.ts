import { readFileSync } from 'node:fs';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { createInProcessPlanner, type InProcessPlanner } from '../../test/support/in-process-plan.ts';
import { exampleTabs } from '../example-operations.ts';
import type { QueryPlan } from './plan-store.ts';
import { createPlanner, type Planner, type PlannerSettings } from './planner.ts';

const supergraphSdl = readFileSync(new URL('../../schema/supergraph.graphql', import.meta.url), 'utf8');
/** The supergraph after a service has changed its name. */
const changedSdl = supergraphSdl.replaceAll('"venues-service"', '"places-service"');

const aliased = (count: number, field: string): string =>
  Array.from({ length: count }, (_, index) => `a${index}: ${field}`).join(' ');
const small = '{ venues { nodes { name } } }';
const deep = `{ ${aliased(24, 'venues(first: 1) { nodes { name events(first: 1) { nodes { name venue { name } registrations(first: 1) { nodes { id } } } } } }')} }`;
/** Its plan takes much more memory than all others. */
const huge = `{ ${aliased(20_000, 'venues { nodes { id name } }')} }`;

describe('the planner', () => {
  let reference: InProcessPlanner;
  let planner: Planner | undefined;
  const kept: [string, QueryPlan][] = [];
  const textOfKept = (): string => JSON.stringify(kept);

  function start(settings: Partial<PlannerSettings> = {}): Planner {
    kept.length = 0;
    planner = createPlanner(
      { timeoutMs: 60_000, memoryMb: 256, maxWaiting: 20, ...settings },
      { keep: (document, plan) => void kept.push([document, plan]) },
    );
    planner.use(supergraphSdl);
    return planner;
  }

  beforeAll(async () => {
    reference = await createInProcessPlanner(supergraphSdl);
  });
  afterEach(() => planner?.close());
  afterAll(() => reference.close());

  it('makes the plans that the gateway would make itself', async () => {
    const { plan } = start();
    const documents = [
      ...exampleTabs.map(({ query }) => query),
      deep,
      'query ($v: Boolean!) { events { nodes { name venue @include(if: $v) { name events { nodes { id } } } } } }',
      'mutation { createVenue(input: { name: "x", capacity: 1 }) { ... on CreateVenueSuccess { venue { name events { totalCount } } } ... on Problem { detail } } }',
    ];
    for (const document of documents) {
      await plan(document);
      expect(kept.at(-1)?.[1]).toEqual(reference.plan(document));
    }
  });

  it('does not block the event loop', async () => {
    const { plan } = start();
    await plan(small);
    let [turns, isPlanning] = [0, true];
    const turn = (): void => void (isPlanning && ++turns && setImmediate(turn));
    turn();
    await plan(deep);
    isPlanning = false;
    expect(turns).toBeGreaterThan(20);
  });

  it('plans an operation once for all requests that wait for it', async () => {
    const { plan } = start();
    await Promise.all([plan(small), plan(small), plan(deep)]);
    expect(kept.map(([key]) => key)).toEqual([small, deep]);
  });

  it('rejects operations when too many wait, and none that is waited for already', async () => {
    const { plan } = start({ maxWaiting: 1 });
    const waiting = [plan(small), plan(deep), plan(deep)];
    await expect(plan('{ events { totalCount } }')).rejects.toMatchObject({
      extensions: { code: 'SERVICE_UNAVAILABLE', http: { status: 503 } },
      retryAfter: 2,
    });
    await Promise.all(waiting);
    await plan('{ events { totalCount } }');
    expect(kept.length).toBe(3);
  });

  it('gives the place of a client that has disconnected to the next', async () => {
    const { plan } = start({ maxWaiting: 1 });
    const client = new AbortController();
    const first = plan(small);
    const abandoned = plan(deep, client.signal);
    client.abort(new Error('disconnected'));
    await expect(abandoned).rejects.toThrow('disconnected');
    await Promise.all([first, plan('{ events { totalCount } }')]);
    expect(kept.map(([key]) => key)).toEqual([small, '{ events { totalCount } }']);
  });

  it('plans for those that still wait when one of them has disconnected', async () => {
    const { plan } = start();
    const client = new AbortController();
    const waiting = [plan(small), plan(deep)];
    const abandoned = plan(deep, client.signal);
    client.abort(new Error('disconnected'));
    await expect(abandoned).rejects.toThrow('disconnected');
    await Promise.all(waiting);
    expect(kept.map(([key]) => key)).toEqual([small, deep]);
  });

  it('plans again for a supergraph that replaces another in the meantime, and never keeps a plan for the other', async () => {
    const { plan, use } = start();
    await plan(small);
    expect(textOfKept()).toContain('venues-service');
    kept.length = 0;
    const planned = [plan(deep), plan(small)];
    use(changedSdl);
    await Promise.all(planned);
    expect(kept.map(([key]) => key)).toEqual([deep, small]);
    expect(textOfKept()).toContain('places-service');
    expect(textOfKept()).not.toContain('venues-service');
  });

  it('does not plan again for a client that has disconnected', async () => {
    const { plan, use } = start();
    await plan(small);
    const client = new AbortController();
    const abandoned = plan(deep, client.signal);
    client.abort(new Error('disconnected'));
    await expect(abandoned).rejects.toThrow('disconnected');
    use(changedSdl);
    await plan('{ venues { totalCount } }');
    expect(kept.map(([key]) => key)).toEqual([small, '{ venues { totalCount } }']);
  });

  it("throws the planner's error", async () => {
    const { plan } = start();
    await expect(plan('{ nothing }')).rejects.toMatchObject({
      message: expect.stringContaining('nothing'),
      extensions: { code: 'INVALID_GRAPHQL' },
    });
    await plan(small);
    expect(kept.length).toBe(1);
  });

  it('rejects what takes too long, and plans the next operation in a new process', async () => {
    const { plan } = start({ timeoutMs: 1 });
    for (const document of [deep, deep])
      await expect(plan(document)).rejects.toMatchObject({
        message: 'The operation cannot be planned: it takes more than 1 ms. Send several requests.',
        extensions: { code: 'TOO_COSTLY' },
      });
  });

  it('rejects what needs too much memory, and plans the next operation in a new process', async () => {
    const { plan } = start({ memoryMb: 64 });
    await expect(plan(huge)).rejects.toMatchObject({
      message: 'The operation cannot be planned: it takes more than 64 MiB. Send several requests.',
      extensions: { code: 'TOO_COSTLY' },
    });
    await plan(small);
    expect(kept.length).toBe(1);
  });

  it('is unavailable when the process cannot start', async () => {
    const { plan, use } = start();
    use('no supergraph');
    await expect(plan(small)).rejects.toMatchObject({ extensions: { code: 'SERVICE_UNAVAILABLE' } });
    use(supergraphSdl);
    await plan(small);
    expect(kept.length).toBe(1);
  });

  it('rejects the operations that wait when it closes, and closes only once', async () => {
    const { plan, close } = start();
    const waiting = Promise.allSettled([plan(small), plan(deep)]);
    await Promise.all([close(), close()]);
    const closed = { reason: { extensions: { code: 'SERVICE_UNAVAILABLE' } } };
    expect(await waiting).toMatchObject([closed, closed]);
    await expect(plan(small)).rejects.toMatchObject(closed.reason);
    expect(kept).toEqual([]);
  });
});
