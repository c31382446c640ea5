import { readFileSync } from 'node:fs';
import { afterEach, describe, expect, it } from '@jest/globals';
import { buildSchema } from 'graphql';
import { fieldServicesOf } from './field-services.ts';
import type { QueryPlan } from './plan-store.ts';
import { createPlanning, type Planning } from './planning.ts';
import type { PlannerSettings } from './planner.ts';

const sdl = readFileSync(new URL('../../schema/supergraph.graphql', import.meta.url), 'utf8');
const changedSdl = sdl.replaceAll('"venues-service"', '"places-service"');
const schema = buildSchema(readFileSync(new URL('../../schema/api.graphql', import.meta.url), 'utf8'));
const ordinary = '{ accounts { nodes { name } } }';
const costly = `{ ${Array.from({ length: 8 }, (_, index) => `a${index}: venues { nodes { name events { nodes { name registrations { nodes { id } } } } } }`).join(' ')} }`;
/** Stands for a plan that was made in this process. */
const ownPlan = { kind: 'QueryPlan' } as QueryPlan;

describe('the planning of a gateway', () => {
  let planning: Planning;
  /** The documents that were planned in this process. */
  const plannedHere: string[] = [];

  function use(supergraphSdl: string): void {
    const plan = (document: string) => {
      plannedHere.push(document);
      return ownPlan;
    };
    planning.use({ sdl: supergraphSdl, schema, servicesOf: fieldServicesOf(supergraphSdl), plan });
  }

  function start(planner: Partial<PlannerSettings> = {}) {
    plannedHere.length = 0;
    planning = createPlanning({
      timeoutMs: 60_000,
      memoryMb: 256,
      maxWaiting: 20,
      maxKeptBytes: 1_000_000,
      ...planner,
    });
    use(sdl);
  }

  afterEach(() => planning.close());

  it('plans ordinary operations while a costly one is being planned', async () => {
    start();
    const planned: string[] = [];
    await Promise.all([
      planning.plan(costly, {}).then(() => planned.push('costly')),
      planning.plan(ordinary, {}).then(() => planned.push('ordinary')),
    ]);
    expect(planned).toEqual(['ordinary', 'costly']);
    expect(plannedHere).toEqual([ordinary]);
  });

  it('plans an operation again only after the graph has changed', async () => {
    start();
    const [first, second] = [await planning.plan(costly, {}), await planning.plan(costly, {})];
    expect(second).toBe(first);
    await planning.plan(ordinary, {});
    await planning.plan(ordinary, {});
    expect(plannedHere).toEqual([ordinary]);
    use(changedSdl);
    const third = await planning.plan(costly, {});
    expect(JSON.stringify(first)).toContain('venues-service');
    expect(JSON.stringify(third)).not.toContain('venues-service');
    await planning.plan(ordinary, {});
    expect(plannedHere).toEqual([ordinary, ordinary]);
  });

  it('plans for the new graph when the graph changes while an operation is being planned', async () => {
    start();
    const plan = planning.plan(costly, {});
    use(changedSdl);
    expect(JSON.stringify(await plan)).toContain('places-service');
  });

  it('needs no process for ordinary operations, and is unavailable for costly ones without one', async () => {
    start({ memoryMb: 1 });
    const seconds: number[] = [];
    const setRetryAfter = (after: number): void => void seconds.push(after);
    await expect(planning.plan(costly, { setRetryAfter })).rejects.toMatchObject({
      extensions: { code: 'SERVICE_UNAVAILABLE', http: { status: 503 } },
    });
    expect(seconds).toEqual([2]);
    expect(await planning.plan(ordinary, {})).toBe(ownPlan);
  });

  it('rejects the operation of a client that has disconnected meanwhile', async () => {
    start();
    const client = new AbortController();
    const plan = planning.plan(costly, { signal: client.signal });
    client.abort(new Error('disconnected'));
    await expect(plan).rejects.toMatchObject({ extensions: { code: 'SERVICE_UNAVAILABLE' } });
  });
});
