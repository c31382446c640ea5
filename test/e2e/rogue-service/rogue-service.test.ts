import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createHttpClient, type HttpClient } from '../../../kit/http/client.ts';
import { resetSystem } from '../../../scripts/reset-system.ts';
import { graphql, hal, type HalBody } from '../../support/clients.ts';
import { startRogueService, type RogueService } from '../../support/rogue-service.ts';
import { embeddedStore } from '../../support/stores.ts';
import { rootPassword, startTestSystem, type TestSystem } from '../../support/system.ts';

const rels = ['venue', 'event', 'registration', 'account', 'token', 'jwks', 'venues-service:venue'];

describe('a system where another service offers the same relations', () => {
  let system: TestSystem;
  let rogue: RogueService;
  let client: HttpClient;
  const named = async (rel: string, name: string): Promise<HalBody> => {
    const { body } = await hal('GET', `${system.href(rel)}?embed=venue`, { as: 'manderson' });
    return body._embedded[rel].find((document: HalBody) => document.name === name);
  };
  const refreshRoots = () => Promise.all(Object.values(system.services).map((service) => service.refreshRoot()));
  const reset = (gatewayUrl: string, confirm: (question: string) => Promise<boolean>, through = client) =>
    resetSystem({ client: through, gatewayUrl, rootPassword, confirm, progress: () => undefined });
  const neverAsk = (question: string) => Promise.reject(new Error(question));

  beforeAll(async () => {
    system = await startTestSystem(embeddedStore.open);
    client = createHttpClient({ timeoutMs: 60_000 });
    rogue = await startRogueService(system.halGateway, rels);
    await refreshRoots();
  });
  afterAll(async () => {
    await client.close();
    await rogue.close();
    await system.close();
  });

  it('has both at the root, with prefixes for the other one alone', async () => {
    const { _links } = (await hal('GET', system.halGateway)).body;
    for (const rel of rels.slice(0, 6)) {
      expect([rel, _links[rel].href.startsWith(rogue.url)]).toEqual([rel, false]);
      expect(_links[`rogue:${rel}`].href).toBe(`${rogue.url}/${rel}`);
    }
    expect(_links.venue.href).toBe(`${system.services.venues.url}/venues`);
    expect(_links['venues-service:venue']).toBeUndefined();
    expect(_links['rogue:venues-service:venue'].href).toBe(`${rogue.url}/venues-service%3Avenue`);
  });

  it('works as before: links, embeds, sign-in, rules across services, mutations', async () => {
    const event = await named('event', 'Requirements Review');
    expect(event._links.venue.href).toMatch(new RegExp(`^${system.services.venues.url}/`));
    expect(event._links.registration.href).toMatch(new RegExp(`^${system.services.registrations.url}/`));
    expect(event._embedded.venue.name).toBe('Developer Meeting Room');
    expect((await hal('PUT', event._links.register.href, { as: 'clopez' })).status).toBe(201);
    const mutation = 'mutation ($id: ID!) { registerForEvent(id: $id) { __typename } }';
    const response = await graphql(system.graphql, mutation, { as: 'sheath', variables: { id: event._id } });
    expect(response.data.registerForEvent.__typename).toBe('RegisterForEventSuccess');
  });

  it('is reset by the script', async () => {
    expect(await reset(system.halGateway, neverAsk)).toBe(true);
    expect((await named('event', 'Daily Standup'))._embedded.venue.name).toBe('Developer Meeting Room');
  });

  it('is emptied on another machine only after a confirmation', async () => {
    const elsewhere = 'http://events.example:2112';
    const local = (url: string): string => url.replace(elsewhere, system.halGateway);
    const through: HttpClient = {
      ...client,
      request: (request) => client.request({ ...request, url: local(request.url) }),
    };
    const questions: string[] = [];
    const decline = async (question: string): Promise<boolean> => questions.push(question) === 0;
    expect(await reset(elsewhere, decline, through)).toBe(false);
    expect(questions).toEqual([
      `The system of ${elsewhere} is not on this machine (${elsewhere}). Remove 4 registrations, 3 events, 4 venues, 10 accounts?`,
    ]);
    expect(await named('event', 'Daily Standup')).toBeDefined();
  });

  it('answers 503 while the service that is meant is away, and the other one gets no credentials', async () => {
    const event = await named('event', 'All Hands');
    await system.services.venues.close();
    await system.services.accounts.close();
    await refreshRoots();
    const { _links } = (await hal('GET', system.halGateway)).body;
    expect(_links.service.map(({ name }: HalBody) => name)).toEqual([
      'events-service',
      'registrations-service',
      'rogue',
    ]);
    expect([_links.token, _links.jwks, _links.venue]).toEqual([undefined, undefined, undefined]);
    const { body } = await hal('GET', `${system.href('event')}/${event._id}?embed=venue`, { as: 'root' });
    expect(body._not_embedded).toEqual({ venue: 'no registered service offers the venue resource' });
    expect((await hal('GET', system.href('event'), { as: 'jkelly' })).status).toBe(503);
    const unknownKey = `Bearer ${'eyJhbGciOiJFUzI1NiIsImtpZCI6IngifQ'}.e30.AA`;
    expect((await hal('GET', system.href('event'), { headers: { authorization: unknownKey } })).status).not.toBe(200);
    const leaked = rogue.received.filter((headers) => 'authorization' in headers || 'service-authorization' in headers);
    expect(leaked).toEqual([]);
  });

  it('is not emptied by the script while services that it needs are away', async () => {
    await expect(reset(system.halGateway, neverAsk)).rejects.toThrow(
      `venues-service, accounts-service are not registered at the HAL gateway ${system.halGateway}.`,
    );
    const registrations = await hal('GET', system.href('registration'), { as: 'root' });
    expect(registrations.body._meta.total).toBe(4);
  });
});
