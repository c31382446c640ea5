import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { setTimeout as delay } from 'node:timers/promises';
import { until } from '../../support/until.ts';
import { conflictingEvents, events, extendedEvents, venues, weather } from './subgraphs.ts';
import { startTestGateway, stateOf, type TestGateway } from './test-gateway.ts';

const acrossBoth = '{ venues { name events { id title } } }';

describe('the GraphQL gateway discovers its subgraphs from the root', () => {
  let testGateway: TestGateway;
  beforeEach(async () => {
    testGateway = await startTestGateway();
  });
  afterEach(() => testGateway.close());

  it('returns 503 without a service, and serves each service that registers', async () => {
    const early = await testGateway.execute('{ __typename }');
    expect(early.status).toBe(503);
    expect(early.headers.get('retry-after')).toBe('1');
    expect(early.errors?.[0]?.extensions['code']).toBe('SERVICE_UNAVAILABLE');
    const health = await fetch(`${testGateway.gateway.url}/health`);
    expect([health.status, await health.json()]).toEqual([503, { status: 'starting', subgraphs: [] }]);

    await testGateway.addSubgraph(venues);
    await testGateway.waitUntilServing(venues.name);
    expect((await testGateway.execute('{ venues { name } }')).data).toEqual({
      venues: [{ name: 'Boardroom' }, { name: 'Garden' }],
    });

    await testGateway.addSubgraph(events);
    await testGateway.waitUntilServing(venues.name, events.name);
    expect((await testGateway.execute(acrossBoth)).data).toEqual({
      venues: [
        { name: 'Boardroom', events: [{ id: 'at-v1', title: 'All Hands' }] },
        { name: 'Garden', events: [{ id: 'at-v2', title: 'All Hands' }] },
      ],
    });
  });

  it('queries _service of a service without the link eb:sdl, and reads an unchanged schema once', async () => {
    await testGateway.addSubgraph(weather);
    const subgraph = await testGateway.addSubgraph(venues);
    await testGateway.waitUntilServing(weather.name, venues.name);
    expect((await testGateway.execute('{ weather }')).data).toEqual({ weather: 'fine' });
    await delay(1000);
    expect(subgraph.sdlResponseCount()).toBe(1);
  });

  it('follows a service to another port without failed requests for the others', async () => {
    await testGateway.addSubgraph(venues);
    const before = await testGateway.addSubgraph(events);
    await testGateway.waitUntilServing(venues.name, events.name);
    const load = startLoad(() => testGateway.execute('{ venues { name } }'));

    await before.crash();
    const unavailable = await testGateway.execute('{ event(id: "1") { title } }');
    expect(unavailable.errors?.[0]?.extensions).toMatchObject({ code: 'SERVICE_UNAVAILABLE', service: events.name });
    const after = await testGateway.addSubgraph(events);
    await until(async () => (await testGateway.execute('{ event(id: "1") { title } }')).errors === undefined);
    expect(after.port).not.toBe(before.port);

    const { answered, failed } = await load.end();
    expect(failed).toEqual([]);
    expect(answered).toBeGreaterThan(20);
  });

  it('retries a query at the new address of a service, but not a mutation', async () => {
    await testGateway.addSubgraph(venues);
    const before = await testGateway.addSubgraph(events);
    await testGateway.waitUntilServing(venues.name, events.name);
    const slowGateway = await startTestGateway({
      gatewayUrl: testGateway.halGateway,
      rootIntervalMs: 60_000,
      sweepIntervalMs: 60_000,
    });
    try {
      await slowGateway.waitUntilServing(venues.name, events.name);
      await before.crash();
      const second = await testGateway.addSubgraph(events);
      const booked = await slowGateway.execute('mutation { book(venue: "v1") { id } }');
      expect(booked.errors?.[0]?.extensions).toMatchObject({ code: 'SERVICE_UNAVAILABLE', service: events.name });
      const third = await testGateway.addSubgraph(events);
      await second.crash();
      // A service that has just failed is not rediscovered.
      await delay(150);
      expect((await slowGateway.execute('{ event(id: "1") { title } }')).data).toEqual({ event: { title: 'Event 1' } });
      expect(third.requestHeaders).toHaveLength(1);
    } finally {
      await slowGateway.close();
    }
  });

  it('returns null for the fields of a withdrawn service, and serves it when it is back', async () => {
    await testGateway.addSubgraph(venues);
    const subgraph = await testGateway.addSubgraph(events);
    await testGateway.waitUntilServing(venues.name, events.name);
    await subgraph.close();
    await until(() => stateOf(testGateway.gateway, events.name) === 'withdrawn');
    const without = await testGateway.execute(acrossBoth);
    expect(without.status).toBe(200);
    expect(without.data).toEqual({
      venues: [
        { name: 'Boardroom', events: null },
        { name: 'Garden', events: null },
      ],
    });
    const errorOf = (index: number) => ({
      message: 'The service "events-service" is unavailable. Please try again later.',
      path: ['venues', index, 'events'],
      extensions: { code: 'SERVICE_UNAVAILABLE', service: events.name, requestId: expect.any(String) },
    });
    expect(without.errors).toEqual([errorOf(0), errorOf(1)]);
    expect(without.text).not.toContain('localhost');
    expect(testGateway.gateway.health().status).toBe('degraded');

    await testGateway.addSubgraph(events);
    await testGateway.waitUntilServing(events.name);
    expect((await testGateway.execute(acrossBoth)).errors).toBeUndefined();
    expect(testGateway.gateway.health().status).toBe('ok');
  });

  it('replaces a service by the same service under another name, without failed requests for the others', async () => {
    const before = await testGateway.addSubgraph(venues);
    await testGateway.addSubgraph(weather);
    await testGateway.waitUntilServing(venues.name, weather.name);
    const load = startLoad(() => testGateway.execute('{ weather }'));
    await before.close();
    await testGateway.addSubgraph({ ...venues, name: 'halls-service' });
    await until(async () => (await testGateway.execute('{ venues { name } }')).errors === undefined);
    expect((await load.end()).failed).toEqual([]);
    expect(stateOf(testGateway.gateway, venues.name)).toBeUndefined();
    expect(stateOf(testGateway.gateway, 'halls-service')).toBe('serving');
  });

  it('keeps the last valid graph if a schema does not compose, names the service, and updates the others', async () => {
    await testGateway.addSubgraph(venues);
    const subgraph = await testGateway.addSubgraph(events);
    await testGateway.waitUntilServing(venues.name, events.name);
    await subgraph.close();
    await testGateway.addSubgraph(conflictingEvents);
    await until(() => stateOf(testGateway.gateway, events.name) === 'rejected');

    expect(testGateway.gateway.health().status).toBe('degraded');
    expect(problemOf(testGateway, events.name)).toContain('Venue.name');
    expect(stateOf(testGateway.gateway, venues.name)).toBe('serving');
    expect((await testGateway.execute(acrossBoth)).errors).toBeUndefined();

    await testGateway.addSubgraph(weather);
    await testGateway.waitUntilServing(weather.name);
    expect((await testGateway.execute('{ weather venues { name } }')).data).toMatchObject({ weather: 'fine' });
    expect(stateOf(testGateway.gateway, events.name)).toBe('rejected');
  });

  it('detects a changed schema although the root is unchanged', async () => {
    await testGateway.addSubgraph(venues);
    const subgraph = await testGateway.addSubgraph(events);
    await testGateway.waitUntilServing(venues.name, events.name);
    expect((await testGateway.execute('{ event(id: "1") { shout } }')).status).toBe(400);
    await subgraph.close();
    await testGateway.addSubgraph(extendedEvents);
    await until(async () => (await testGateway.execute('{ event(id: "1") { shout } }')).status === 200);
    expect((await testGateway.execute('{ event(id: "1") { shout } }')).data).toEqual({ event: { shout: 'EVENT!' } });
  });

  it('keeps serving if a registered service is unreachable', async () => {
    await testGateway.addSubgraph(venues);
    const subgraph = await testGateway.addSubgraph(events);
    await testGateway.waitUntilServing(venues.name, events.name);
    await subgraph.crash();
    // A crash between the two reads is noticed at the schema first.
    await until(() => problemOf(testGateway, events.name)?.includes('its home cannot be read') === true);
    expect(stateOf(testGateway.gateway, events.name)).toBe('unreachable');
    expect((await testGateway.execute('{ venues { name } }')).errors).toBeUndefined();
  });
});

const problemOf = (testGateway: TestGateway, service: string): string | undefined =>
  testGateway.gateway.health().subgraphs.find(({ name }) => name === service)?.problem;

/** Sends requests continuously until `end` is called, which returns their number and the failed responses. */
function startLoad(execute: () => Promise<{ errors?: unknown; status: number }>) {
  let running = true;
  let answered = 0;
  const failed: unknown[] = [];
  const loop = async (): Promise<void> => {
    while (running) {
      const response = await execute().catch((error: unknown) => ({ errors: error, status: 0 }));
      if (response.errors !== undefined || response.status !== 200) failed.push(response);
      answered++;
    }
  };
  const loops = Promise.all([loop(), loop(), loop(), loop()]);
  return {
    end: async () => {
      running = false;
      await loops;
      return { answered, failed };
    },
  };
}
