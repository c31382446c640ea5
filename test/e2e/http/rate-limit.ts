import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { DomainSystem } from '../../../scripts/domain.ts';
import { graphql, hal } from '../../support/clients.ts';
import { startEmptySystem } from '../../support/empty-system.ts';

const limit = { RATE_LIMIT_REQUESTS: '30', RATE_LIMIT_SECONDS: '3600', RATE_LIMIT_LOOPBACK: 'true' };

describe('a rate limit', () => {
  let system: DomainSystem;
  beforeAll(async () => {
    system = await startEmptySystem({ ...limit, ROOT_INTERVAL_MS: '60000' });
  });
  afterAll(() => system.close());

  it('is in the headers of every response; requests beyond it get 429 with Retry-After', async () => {
    const url = `${system.services.venues.url}/venues`;
    const responses = [];
    for (let times = 0; times <= 30; times++) responses.push(await hal('GET', url, { as: 'root' }));
    const [first, last] = [responses[0], responses.at(-1)];
    expect([first?.status, first?.headers.get('ratelimit-policy'), first?.headers.get('ratelimit')]).toEqual([
      200,
      '"requests";q=30;w=3600',
      expect.stringMatching(/^"requests";r=29;t=\d+$/),
    ]);
    expect([last?.status, last?.body.type]).toEqual([429, expect.stringMatching(/problems\/rate-limited$/)]);
    expect(Number(last?.headers.get('retry-after'))).toBeGreaterThan(3000);
    expect((await hal('GET', url)).status).toBe(401);
  });

  it('rejects a request before it reads the body, even if that is too large or malformed', async () => {
    const { url } = system.services.registrations;
    for (const target of [`${url}/registrations`, `${url}/graphql`]) {
      let [status, times] = [0, 0];
      for (; status !== 429 && times <= 31; times++) ({ status } = await hal('GET', target, { as: 'root' }));
      for (const body of ['x'.repeat(2_000_000), '{"broken']) {
        const response = await hal('POST', target, { as: 'root', body });
        expect([target, response.status]).toEqual([target, 429]);
      }
    }
  });

  it('applies to GraphQL at the gateway and at each subgraph; subgraphs do not count forwarded requests', async () => {
    const query = '{ accounts(first: 1) { totalCount } }';
    for (const url of [`${system.gateway}/graphql`, `${system.services.accounts.url}/graphql`]) {
      const responses = [];
      for (let times = 0; times <= 30; times++) responses.push(await graphql(url, query, { as: 'root' }));
      expect(responses.slice(0, 30).map(({ errors }) => errors)).toEqual(Array.from({ length: 30 }, () => undefined));
      const { status, headers, errors } = responses.at(-1)!;
      expect([status, headers.get('ratelimit-policy'), errors?.[0]?.extensions.code]).toEqual([
        429,
        '"requests";q=30;w=3600',
        'TOO_MANY_REQUESTS',
      ]);
      expect(Number(headers.get('retry-after'))).toBeGreaterThan(3000);
    }
  });

  it('counts each document of a batch and each mutation as a request, in both faces', async () => {
    const { url } = system.services.events;
    const left = (headers: Headers) => Number(/;r=(\d+)/.exec(headers.get('ratelimit') ?? '')?.[1]);
    const post = (count: number) =>
      hal('POST', `${url}/events/venue/none`, { as: 'root', body: Array.from({ length: count }, () => ({})) });
    const mutate = (count: number) =>
      graphql(
        `${url}/graphql`,
        'mutation ($inputs: [CreateEventInput!]!) { a: createEvents(inputs: $inputs) { __typename } b: createEvents(inputs: $inputs) { __typename } }',
        {
          as: 'root',
          variables: {
            inputs: Array.from({ length: count }, () => ({
              venue: 'none',
              name: '',
              date: '2030-01-01',
              time: '10:00:00',
              duration: 'PT1H',
            })),
          },
        },
      );
    const batch = await post(10);
    expect([batch.status, left(batch.headers)]).toEqual([404, 20]);
    const mutations = await mutate(6);
    expect([mutations.data.b.__typename, left(mutations.headers)]).toEqual(['Invalid', 8]);
    const responses = await Promise.all([post(7), post(7), mutate(7)]);
    const statuses = responses.map(({ status }) => status).toSorted((a, b) => a - b);
    expect(statuses.filter((status) => status === 429)).toHaveLength(2);
    const refused = responses.find(({ status }) => status === 429);
    expect(Number(refused?.headers.get('retry-after'))).toBeGreaterThan(3000);
  });

  it('applies to the HAL gateway and to documentation pages', async () => {
    for (const url of [system.halGateway, `${system.services.venues.url}/relations`]) {
      const responses = [];
      for (let times = 0; times <= 30; times++) responses.push(await hal('GET', url));
      const { status, headers, body } = responses.at(-1)!;
      expect([status, headers.get('ratelimit-policy'), body.type]).toEqual([
        429,
        '"requests";q=30;w=3600',
        expect.stringMatching(/problems\/rate-limited$/),
      ]);
      expect(Number(headers.get('retry-after'))).toBeGreaterThan(3000);
    }
  });
});
