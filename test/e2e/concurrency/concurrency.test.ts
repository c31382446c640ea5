import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { startService, type RunningService } from '../../../kit/service/start.ts';
import { serviceSettings } from '../../../kit/service/settings.ts';
import { serviceParts } from '../../support/parts.ts';
import { graphql, hal, type HalBody } from '../../support/clients.ts';
import { recordRequests } from '../../support/recording.ts';
import { serviceAuthorization } from '../../support/service-token.ts';
import { testStores } from '../../support/stores.ts';
import { startTestSystem, type TestSystem } from '../../support/system.ts';

const register = `mutation ($id: ID!, $username: String) {
  registerForEvent(id: $id, username: $username) {
    __typename
    ... on RegisterForEventSuccess { changed }
    ... on EventFull { capacity status }
  }
}`;
const create = `mutation ($input: CreateEventInput!) { createEvent(input: $input) { __typename ... on Overlap { event { name } } } }`;

const memberCount = 200;
const password = 'a good password';

describe.each(testStores)('concurrent requests, on $name,', ({ name, open }) => {
  let system: TestSystem;
  const instances: RunningService[] = [];
  let tokens: string[];
  let accounts: readonly HalBody[];
  const urls: Record<'events' | 'registrations', string[]> = { events: [], registrations: [] };

  beforeAll(async () => {
    system = await startTestSystem(open);
    urls.events.push(system.services.events.url);
    urls.registrations.push(system.services.registrations.url);
    if (name === 'MongoDB') await addInstances();
    const people = Array.from({ length: memberCount }, (_, index) => ({
      username: `member${index}`,
      name: `Member ${index}`,
      role: 'member',
      password,
    }));
    const created = await hal('POST', system.href('account'), { as: 'root', body: people });
    expect(created.status).toBe(201);
    accounts = created.body._embedded.account;
    tokens = await Promise.all(people.map(({ username }) => tokenOf(username)));
  });
  afterAll(async () => {
    await Promise.all(instances.map((instance) => instance.close()));
    await system.close();
  });

  /** Starts a second instance of events and registrations on the same database, with another name. */
  async function addInstances(): Promise<void> {
    for (const word of ['events', 'registrations'] as const) {
      const settings = serviceSettings(
        { ...system.env, HY_NAME_ON_GATEWAY: `${word}-second` },
        { ...serviceParts[word], portVariable: 'NONE', port: 0 },
      );
      const secondSettings = { ...settings, gatewayUrl: system.halGateway, leaseSeconds: 3600 };
      const instance = await startUnregistered(word, secondSettings);
      instances.push(instance);
      urls[word].push(instance.url);
    }
  }

  async function startUnregistered(
    word: 'events' | 'registrations',
    settings: ReturnType<typeof serviceSettings>,
  ): Promise<RunningService> {
    const instance = await startService(serviceParts[word].definition, settings);
    await instance.registered();
    const registration = await hal('GET', `${system.halGateway}/gateway_registrations/${settings.name}`);
    const headers = { 'if-match': registration.body._etag, ...(await serviceAuthorization(settings.name)) };
    const { status } = await hal('DELETE', registration.body._links.self.href, { headers });
    expect(status).toBe(200);
    return instance;
  }

  async function tokenOf(username: string): Promise<string> {
    const response = await hal('POST', `${system.services.accounts.url}/token`, { body: { username, password } });
    return response.body.access_token as string;
  }

  /** Repeats a registration that was asked to try again: seats stay reserved for long on a busy machine. */
  async function repeatWhileUnavailable<T extends { readonly body: HalBody }>(send: () => Promise<T>): Promise<T> {
    for (;;) {
      const response = await send();
      const code = response.body._error?.code ?? response.body.errors?.[0]?.extensions.code;
      if (code !== 503 && code !== 'SERVICE_UNAVAILABLE') return response;
    }
  }

  async function eventWithSeats(capacity: number): Promise<HalBody> {
    const venue = await hal('POST', system.href('venue'), {
      as: 'root',
      body: { name: `Room ${capacity} ${Math.random()}`, capacity },
    });
    const event = { name: 'Concurrency', date: '2025-03-01', time: '09:00:00', duration: 'PT1H' };
    return (await hal('POST', venue.body._links.event.href, { as: 'root', body: event })).body;
  }

  it(`register exactly 5 of ${memberCount} members for 5 seats, half of the requests through each face`, async () => {
    const event = await eventWithSeats(5);
    const throughHal = async (token: string, index: number) => {
      const url = `${urls.events[index % urls.events.length]}/events/${event._id}/register`;
      const response = await hal('PUT', url, { headers: { authorization: `Bearer ${token}` } });
      return { outcome: response.status, body: response.body };
    };
    const throughList = async (token: string, index: number) => {
      const url = `${urls.registrations[index % urls.registrations.length]}/registrations/event/${event._id}`;
      const headers = { authorization: `Bearer ${token}` };
      const response = await hal('POST', url, { headers, body: { _account_ref: accounts[index]._id } });
      return { outcome: response.status, body: response.body };
    };
    const throughGraphql = async (token: string, index: number) => {
      const url = index % 2 === 0 ? system.graphql : `${urls.events[index % urls.events.length]}/graphql`;
      const response = await fetch(url, {
        method: 'POST',
        headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
        body: JSON.stringify({ query: register, variables: { id: event._id } }),
      });
      const body: HalBody = await response.json();
      return { outcome: body.data?.registerForEvent.__typename, body };
    };
    const throughHalAnyhow = (token: string, index: number) =>
      (index % 3 === 0 ? throughList : throughHal)(token, index);
    const responses = await Promise.all(
      tokens.map((token, index) =>
        repeatWhileUnavailable(() => (index < memberCount / 2 ? throughHalAnyhow : throughGraphql)(token, index)),
      ),
    );
    const succeeded = responses.filter(({ outcome }) => outcome === 201 || outcome === 'RegisterForEventSuccess');
    const full = responses.filter(({ outcome }) => outcome === 409 || outcome === 'EventFull');
    expect(responses.filter((response) => !succeeded.includes(response) && !full.includes(response))).toEqual([]);
    expect([succeeded.length, full.length]).toEqual([5, memberCount - 5]);
    const list = await hal('GET', event._links.registration.href, { as: 'root' });
    expect(list.body._meta.total).toBe(5);
    expect(new Set(list.body._embedded.registration.map((each: HalBody) => each._account_ref)).size).toBe(5);
  });

  it('share requests between the services, and get an answer each', async () => {
    const [large, small] = [await eventWithSeats(100), await eventWithSeats(1)];
    const put = (token: string, index: number) => {
      const event = index % 2 === 0 ? large : small;
      return repeatWhileUnavailable(() =>
        hal('PUT', event._links.register.href, { headers: { authorization: `Bearer ${token}` } }),
      );
    };
    let responses: Awaited<ReturnType<typeof put>>[] = [];
    const requests = await recordRequests(async () => {
      responses = await Promise.all(tokens.slice(0, 100).map(put));
    });
    const [ofLarge, ofSmall] = [0, 1].map((rest) =>
      responses.filter((_, index) => index % 2 === rest).map(({ status }) => status),
    );
    expect(ofLarge).toEqual(Array.from({ length: 50 }, () => 201));
    expect(ofSmall!.toSorted()).toEqual([201, ...Array.from({ length: 49 }, () => 409)]);
    const ids = responses.map(({ body }) => body._links?.registration?.href);
    expect(new Set(ids.filter((id) => id !== undefined)).size).toBe(51);
    const between = requests.filter(({ path }) => /\/_(create|standing)$/.test(path));
    expect(between.length).toBeLessThan(100);
    expect(between.filter(({ path }) => path === '/registrations/_create').length).toBeLessThan(30);
  });

  it('register exactly one member for a seat that was cancelled', async () => {
    const event = await eventWithSeats(1);
    const put = (token: string) =>
      hal('PUT', event._links.register.href, { headers: { authorization: `Bearer ${token}` } });
    expect((await put(tokens[0]!)).status).toBe(201);
    expect((await put(tokens[1]!)).status).toBe(409);
    expect(
      (await hal('DELETE', event._links.cancel.href, { headers: { authorization: `Bearer ${tokens[0]!}` } })).status,
    ).toBe(200);
    const responses = await Promise.all(tokens.slice(0, 20).map(put));
    expect(responses.filter(({ status }) => status === 201)).toHaveLength(1);
  });

  it('create one of 20 overlapping events; the other responses name it', async () => {
    const venue = await hal('POST', system.href('venue'), {
      as: 'root',
      body: { name: `Hall ${Math.random()}`, capacity: 10 },
    });
    const responses = await Promise.all(
      Array.from({ length: 20 }, async (_, index) => {
        const event = {
          name: `Event ${index}`,
          date: '2025-03-31',
          time: `23:${String(index * 2).padStart(2, '0')}:00`,
          duration: 'PT2H',
        };
        const base = urls.events[index % urls.events.length];
        if (index % 2 === 0) {
          const response = await hal('POST', `${base}/events/venue/${venue.body._id}`, { as: 'root', body: event });
          return response.status === 201 ? 'created' : `${response.status} ${response.body._error.message}`;
        }
        const response = await graphql(`${base}/graphql`, create, {
          as: 'root',
          variables: { input: { ...event, venue: venue.body._id } },
        });
        const { __typename, event: obstacle } = response.data.createEvent;
        return __typename === 'CreateEventSuccess' ? 'created' : `${__typename} "${obstacle.name}"`;
      }),
    );
    const list = await hal('GET', venue.body._links.event.href, { as: 'root' });
    expect(list.body._meta.total).toBe(1);
    expect(responses.filter((response) => response === 'created')).toHaveLength(1);
    const [winner] = list.body._embedded.event;
    for (const response of responses.filter((each) => each !== 'created'))
      expect(response).toMatch(new RegExp(`^(409|Overlap) "${winner.name}"`));
  });
});
