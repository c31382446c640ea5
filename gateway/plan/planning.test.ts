import { readFileSync } from 'node:fs';
import { ApolloGateway } from '@apollo/gateway';
import { afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { getOperationAST, parse } from 'graphql';
import { createPlanning, type Planning } from './planning.ts';
import type { PlannerSettings } from './planner.ts';

const supergraphSdl = readFileSync(new URL('../../schema/supergraph.graphql', import.meta.url), 'utf8');
const ordinary = '{ accounts { nodes { name } } }';
const costly = `{ ${Array.from({ length: 8 }, (_, index) => `a${index}: venues { nodes { name events { nodes { name registrations { nodes { id } } } } } }`).join(' ')} }`;

interface TestContext {
  readonly signal?: AbortSignal;
  readonly setRetryAfter?: (seconds: number) => void;
}

describe('the planning of a gateway', () => {
  let planning: Planning;
  let gateway: ApolloGateway;
  let update: (sdl: string) => void;
  /** The names of the services that were sent a request, in their order. */
  const requested: string[] = [];

  /** Starts a gateway whose services have no data. */
  async function start(planner: Partial<PlannerSettings> = {}) {
    requested.length = 0;
    planning = createPlanning({
      complexity: 1000,
      planningComplexity: 0,
      rate: { loopback: false, ipv6Prefix: 64 },
      planner: { timeoutMs: 60_000, memoryMb: 256, maxWaiting: 20, ...planner },
    });
    gateway = new ApolloGateway({
      supergraphSdl: async (hooks) => {
        update = hooks.update;
        return { supergraphSdl };
      },
      queryPlannerConfig: { cache: planning.plans },
      buildService: ({ name }) => ({
        process: async () => {
          requested.push(String(name));
          return { data: {} };
        },
      }),
    });
    const { executor } = await planning.prepare(gateway).load({ apollo: {} });
    return (query: string, context: TestContext = {}) => {
      const document = parse(query);
      return executor!({
        document,
        operation: getOperationAST(document),
        source: query,
        queryHash: query,
        request: { query },
        schema: gateway.schema,
        context,
        metrics: {},
      } as never);
    };
  }

  beforeAll(() => {
    process.env['APOLLO_TELEMETRY_DISABLED'] = '1';
  });
  afterEach(async () => {
    await gateway.stop();
    await planning.close();
  });

  it('answers ordinary operations while a costly one is being planned', async () => {
    const execute = await start();
    const answered: string[] = [];
    await Promise.all([
      execute(costly).then(() => answered.push('costly')),
      execute(ordinary).then(() => answered.push('ordinary')),
    ]);
    expect(answered).toEqual(['ordinary', 'costly']);
    expect(requested).toEqual(['accounts-service', 'venues-service']);
  });

  it('plans an operation again only after the graph has changed', async () => {
    const execute = await start();
    const key = { queryHash: costly, operationName: undefined };
    await execute(costly);
    expect(planning.plans.has(key)).toBe(true);
    update(supergraphSdl.replaceAll('"venues-service"', '"places-service"'));
    expect(planning.plans.has(key)).toBe(false);
    await execute(costly);
    expect(requested).toEqual(['venues-service', 'places-service']);
  });

  it('executes the plan of the new graph when the graph changes while an operation is being planned', async () => {
    const execute = await start();
    const answer = execute(costly);
    update(supergraphSdl.replaceAll('"venues-service"', '"places-service"'));
    await answer;
    expect(requested).toEqual(['places-service']);
  });

  it('needs no process for ordinary operations, and is unavailable for costly ones without one', async () => {
    const execute = await start({ memoryMb: 1 });
    const seconds: number[] = [];
    const setRetryAfter = (after: number): void => void seconds.push(after);
    await expect(execute(costly, { setRetryAfter })).rejects.toMatchObject({
      extensions: { code: 'SERVICE_UNAVAILABLE', http: { status: 503 } },
    });
    expect(seconds).toEqual([2]);
    await execute(ordinary);
    expect(requested).toEqual(['accounts-service']);
  });

  it('sends no request for a client that has disconnected meanwhile', async () => {
    const execute = await start();
    const client = new AbortController();
    const answer = execute(costly, { signal: client.signal });
    client.abort(new Error('disconnected'));
    await expect(answer).rejects.toMatchObject({ extensions: { code: 'SERVICE_UNAVAILABLE' } });
    expect(requested).toEqual([]);
  });
});
