import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { startService, type RunningService } from '../../../kit/service/start.ts';
import { serviceSettings } from '../../../kit/service/settings.ts';
import { serviceParts } from '../../support/parts.ts';
import { graphql, hal, type HalBody } from '../../support/clients.ts';
import { describeIf } from '../../support/skip-reasons.ts';
import { hasMongo, mongoMissingNotice, startMongoAt, type OwnMongo } from '../../support/mongod.ts';
import { freePort } from '../../../scripts/free-ports.ts';

import { embeddedStore } from '../../support/stores.ts';
import { startTestSystem, type TestSystem } from '../../support/system.ts';
import { until } from '../../support/until.ts';

const root = { as: 'root' } as const;

describe('an unavailable service', () => {
  let system: TestSystem;
  let event: HalBody;
  beforeAll(async () => {
    system = await startTestSystem(embeddedStore.open);
    event = (await hal('GET', system.href('event'), root)).body._embedded.event[0];
    await system.services.venues.close();
  });
  afterAll(() => system.close());

  it('causes 503 without changes for requests that need it, and does not affect others', async () => {
    const last = await hal('PUT', event._links.register.href, { as: 'sheath' });
    expect([last.status, last.body.changed]).toEqual([201, true]);
    const rejected = await hal('PUT', event._links.register.href, { as: 'clopez' });
    expect([rejected.status, rejected.headers.get('retry-after'), rejected.body.type]).toEqual([
      503,
      '1',
      expect.stringMatching(/unavailable$/),
    ]);
    const mutation = 'mutation ($id: ID!) { registerForEvent(id: $id) { __typename } }';
    const response = await graphql(`${system.services.events.url}/graphql`, mutation, {
      as: 'clopez',
      variables: { id: event._id },
    });
    expect([response.status, response.headers.get('retry-after')]).toEqual([503, '1']);
    expect(response.errors?.[0]?.extensions.code).toBe('SERVICE_UNAVAILABLE');
    expect((await hal('GET', event._links.registration.href, root)).body._meta.total).toBe(5);
    const repeated = await hal('PUT', event._links.register.href, { as: 'phartman' });
    expect([repeated.status, repeated.body.changed]).toEqual([200, false]);
    expect((await hal('DELETE', event._links.cancel.href, { as: 'phartman' })).status).toBe(200);
  });

  it('is omitted from embedded resources and listed in _not_embedded', async () => {
    const { status, body } = await hal('GET', `${event._links.self.href}?embed=venue&embed=registration`, root);
    expect([status, body._embedded.venue]).toEqual([200, undefined]);
    expect(body._embedded.registration).toHaveLength(4);
    expect(body._not_embedded).toEqual({ venue: 'no registered service offers the venue resource' });
  });

  it('is listed in _not_embedded by its path if a remote service could not embed it', async () => {
    const registrations = event._links.registration.href;
    const { body } = await hal('GET', `${registrations}?embed=event.venue`, root);
    expect(body._embedded.registration[0]._embedded.event._id).toBe(event._id);
    expect(body._not_embedded).toEqual({ 'event.venue': 'no registered service offers the venue resource' });
  });
});

describeIf(hasMongo(), mongoMissingNotice)('unavailable MongoDB', () => {
  let mongo: OwnMongo | undefined;
  let service: RunningService | undefined;
  afterAll(async () => {
    await service?.close();
    await mongo?.close();
  });

  it('causes 503 after the start of a service until MongoDB is available', async () => {
    const [port, mongoPort] = [await freePort(), await freePort()];
    const env = {
      MONGO_URL: `mongodb://localhost:${mongoPort}/?serverSelectionTimeoutMS=1000`,
      PORT_VENUES: String(port),
      HY_GATEWAY_URL: 'http://localhost:1',
      STORE_TIMEOUT_MS: '2000',
      INTENTION_SECONDS: '1',
    };
    const starting = startService(serviceParts.venues.definition, serviceSettings(env, serviceParts.venues));
    const early = await fetch(`http://localhost:${port}/venues`);
    expect([early.status, early.headers.get('retry-after')]).toEqual([503, '1']);
    mongo = await startMongoAt(mongoPort);
    service = await starting;
    expect((await hal('GET', `${service.url}/venues`, root)).status).toBe(200);
  });

  it('causes 503 in both faces and on /health while MongoDB is stopped, and executes a write at most once', async () => {
    const { url } = service!;
    const write = { ...root, body: { name: 'Stalled', capacity: 1 } };
    const stoppedAt = performance.now();
    mongo!.pause();
    const [list, created, response, health] = await Promise.all([
      hal('GET', `${url}/venues`, root),
      hal('POST', `${url}/venues`, write),
      graphql(`${url}/graphql`, '{ venues { nodes { name } } }', root),
      fetch(`${url}/health`),
    ]);
    expect([list, created, response].map(({ status, headers }) => [status, headers.get('retry-after')])).toEqual(
      Array(3).fill([503, '1']),
    );
    expect([response.errors?.[0]?.extensions.code, health.status]).toEqual(['SERVICE_UNAVAILABLE', 503]);
    const [live, ready] = await Promise.all(['live', 'ready'].map((probe) => fetch(`${url}/health/${probe}`)));
    expect([live?.status, ready?.status, await ready?.json()]).toEqual([200, 503, { status: 'unavailable' }]);
    expect(performance.now() - stoppedAt).toBeLessThan(15_000);
    mongo!.resume();
    // MongoDB may execute the write that was answered with 503: then the name is taken.
    let repeated = 503;
    await until(async () => {
      ({ status: repeated } = await hal('POST', `${url}/venues`, write));
      return repeated !== 503;
    });
    expect([201, 409]).toContain(repeated);
    const where = encodeURIComponent('{"name":"Stalled"}');
    const { total } = (await hal('GET', `${url}/venues?where=${where}`, root)).body._meta;
    expect(total).toBe(1);
    const { status, body } = await hal('GET', `${url}/health`, root);
    expect([status, body.store, body.intentions.pending]).toEqual([200, 'ok', 0]);
  });

  it('causes 503 with Retry-After in both faces and on /health until MongoDB is available again', async () => {
    const [url, port] = [service!.url, Number(new URL(mongo!.url).port)];
    await mongo!.close();
    const rejected = await hal('GET', `${url}/venues`, root);
    expect([rejected.status, rejected.headers.get('retry-after'), rejected.body.detail]).toEqual([
      503,
      '1',
      expect.stringContaining('store'),
    ]);
    const response = await graphql(`${url}/graphql`, '{ venues { nodes { name } } }', root);
    expect(response.errors?.[0]?.extensions.code).toBe('SERVICE_UNAVAILABLE');
    expect((await fetch(`${url}/health`)).status).toBe(503);
    mongo = await startMongoAt(port);
    expect((await hal('POST', `${url}/venues`, { ...root, body: { name: 'After', capacity: 1 } })).status).toBe(201);
  });
});
