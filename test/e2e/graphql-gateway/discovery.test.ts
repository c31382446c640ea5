import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { setTimeout as delay } from 'node:timers/promises';
import { conflictingEvents, events, extendedEvents, venues, weather } from './subgraphs.ts';
import { startTestGateway, stateOf, until, type TestGateway } from './test-gateway.ts';

const acrossBoth = '{ venues { name events { id title } } }';

describe('the GraphQL gateway discovers its subgraphs from the root', () => {
  let stage: TestGateway;
  beforeEach(async () => {
    stage = await startTestGateway();
  });
  afterEach(() => stage.close());

  it('returns 503 without a service, and serves each service that registers', async () => {
    const early = await stage.execute('{ __typename }');
    expect(early.status).toBe(503);
    expect(early.headers.get('retry-after')).toBe('1');
    expect(early.errors?.[0]?.extensions['code']).toBe('SERVICE_UNAVAILABLE');
    const health = await fetch(`${stage.gateway.url}/health`);
    expect([health.status, await health.json()]).toEqual([503, { status: 'starting', subgraphs: [] }]);

    await stage.addSubgraph(venues);
    await stage.waitUntilServing(venues.name);
    expect((await stage.execute('{ venues { name } }')).data).toEqual({
      venues: [{ name: 'Boardroom' }, { name: 'Garden' }],
    });

    await stage.addSubgraph(events);
    await stage.waitUntilServing(venues.name, events.name);
    expect((await stage.execute(acrossBoth)).data).toEqual({
      venues: [
        { name: 'Boardroom', events: [{ id: 'at-v1', title: 'All Hands' }] },
        { name: 'Garden', events: [{ id: 'at-v2', title: 'All Hands' }] },
      ],
    });
  });

  it('queries _service of a service without the link eb:sdl, and reads an unchanged schema once', async () => {
    await stage.addSubgraph(weather);
    const part = await stage.addSubgraph(venues);
    await stage.waitUntilServing(weather.name, venues.name);
    expect((await stage.execute('{ weather }')).data).toEqual({ weather: 'fine' });
    await delay(1000);
    expect(part.sdlResponseCount()).toBe(1);
  });

  it('follows a service to another port without failed requests for the others', async () => {
    await stage.addSubgraph(venues);
    const before = await stage.addSubgraph(events);
    await stage.waitUntilServing(venues.name, events.name);
    const load = startLoad(() => stage.execute('{ venues { name } }'));

    await before.crash();
    const gone = await stage.execute('{ event(id: "1") { title } }');
    expect(gone.errors?.[0]?.extensions).toMatchObject({ code: 'SERVICE_UNAVAILABLE', service: events.name });
    const after = await stage.addSubgraph(events);
    const began = performance.now();
    await until(async () => (await stage.execute('{ event(id: "1") { title } }')).errors === undefined, 2000);
    expect(performance.now() - began).toBeLessThan(2000);
    expect(after.port).not.toBe(before.port);

    const { answered, failed } = await load.end();
    expect(failed).toEqual([]);
    expect(answered).toBeGreaterThan(20);
  });

  it('retries a query at the new address of a service, but not a mutation', async () => {
    await stage.addSubgraph(venues);
    const before = await stage.addSubgraph(events);
    await stage.waitUntilServing(venues.name, events.name);
    const slow = await startTestGateway({
      gatewayUrl: stage.halGateway,
      rootIntervalMs: 60_000,
      sweepIntervalMs: 60_000,
    });
    try {
      await slow.waitUntilServing(venues.name, events.name);
      await before.crash();
      const now = await stage.addSubgraph(events);
      const booked = await slow.execute('mutation { book(venue: "v1") { id } }');
      expect(booked.errors?.[0]?.extensions).toMatchObject({ code: 'SERVICE_UNAVAILABLE', service: events.name });
      const again = await stage.addSubgraph(events);
      await now.crash();
      // A service that has just failed is not rediscovered.
      await delay(150);
      expect((await slow.execute('{ event(id: "1") { title } }')).data).toEqual({ event: { title: 'Event 1' } });
      expect(again.requestHeaders).toHaveLength(1);
    } finally {
      await slow.close();
    }
  });

  it('returns null for the fields of a withdrawn service, and serves it when it is back', async () => {
    await stage.addSubgraph(venues);
    const part = await stage.addSubgraph(events);
    await stage.waitUntilServing(venues.name, events.name);
    await part.close();
    await until(() => stateOf(stage.gateway, events.name) === 'withdrawn');
    const without = await stage.execute(acrossBoth);
    expect(without.status).toBe(200);
    expect(without.data).toEqual({
      venues: [
        { name: 'Boardroom', events: null },
        { name: 'Garden', events: null },
      ],
    });
    expect(without.errors).toEqual([
      {
        message: 'The service "events-service" cannot answer at the moment. Please try again later.',
        path: ['venues', 0, 'events'],
        extensions: { code: 'SERVICE_UNAVAILABLE', service: events.name, requestId: expect.any(String) },
      },
    ]);
    expect(without.text).not.toContain('localhost');
    expect(stage.gateway.health().status).toBe('degraded');

    await stage.addSubgraph(events);
    await stage.waitUntilServing(events.name);
    expect((await stage.execute(acrossBoth)).errors).toBeUndefined();
    expect(stage.gateway.health().status).toBe('ok');
  });

  it('keeps the last valid graph if a schema does not compose, names the service, and updates the others', async () => {
    await stage.addSubgraph(venues);
    const part = await stage.addSubgraph(events);
    await stage.waitUntilServing(venues.name, events.name);
    await part.close();
    await stage.addSubgraph(conflictingEvents);
    await until(() => stateOf(stage.gateway, events.name) === 'rejected');

    expect(stage.gateway.health().status).toBe('degraded');
    expect(problemOf(stage, events.name)).toContain('Venue.name');
    expect(stateOf(stage.gateway, venues.name)).toBe('serving');
    expect((await stage.execute(acrossBoth)).errors).toBeUndefined();

    await stage.addSubgraph(weather);
    await stage.waitUntilServing(weather.name);
    expect((await stage.execute('{ weather venues { name } }')).data).toMatchObject({ weather: 'fine' });
    expect(stateOf(stage.gateway, events.name)).toBe('rejected');
  });

  it('detects a changed schema although the root is unchanged', async () => {
    await stage.addSubgraph(venues);
    const part = await stage.addSubgraph(events);
    await stage.waitUntilServing(venues.name, events.name);
    expect((await stage.execute('{ event(id: "1") { shout } }')).status).toBe(400);
    await part.close();
    await stage.addSubgraph(extendedEvents);
    await until(async () => (await stage.execute('{ event(id: "1") { shout } }')).status === 200);
    expect((await stage.execute('{ event(id: "1") { shout } }')).data).toEqual({ event: { shout: 'EVENT!' } });
  });

  it('keeps serving if a registered service is unreachable', async () => {
    await stage.addSubgraph(venues);
    const part = await stage.addSubgraph(events);
    await stage.waitUntilServing(venues.name, events.name);
    await part.crash();
    await until(() => stateOf(stage.gateway, events.name) === 'unreachable');
    expect(problemOf(stage, events.name)).toContain('its home cannot be read');
    expect((await stage.execute('{ venues { name } }')).errors).toBeUndefined();
  });
});

const problemOf = (stage: TestGateway, service: string): string | undefined =>
  stage.gateway.health().subgraphs.find(({ name }) => name === service)?.problem;

/** Sends requests continuously until `end` is called, which returns their number and the failed responses. */
function startLoad(ask: () => Promise<{ errors?: unknown; status: number }>) {
  let running = true;
  let answered = 0;
  const failed: unknown[] = [];
  const loop = async (): Promise<void> => {
    while (running) {
      const response = await ask().catch((error: unknown) => ({ errors: error, status: 0 }));
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
