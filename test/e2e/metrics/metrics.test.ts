import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { basicAuthorization } from '../../../kit/access/credentials.ts';
import { startEmptySystem } from '../../support/empty-system.ts';
import { serviceAuthorization } from '../../support/service-token.ts';
import { events, venues } from '../graphql-gateway/subgraphs.ts';
import { startTestGateway, type RunningSubgraph, type TestGateway } from '../graphql-gateway/test-gateway.ts';

const token = 'the token of the scraper';
const bearer = { authorization: `Bearer ${token}` };

describe('the metrics of the GraphQL gateway', () => {
  let testGateway: TestGateway;
  let eventsService: RunningSubgraph;
  const url = (): string => `http://localhost:${testGateway.gateway.port}/metrics`;
  const status = async (headers: Record<string, string>) => (await fetch(url(), { headers })).status;
  const scrape = async (): Promise<string> => (await fetch(url(), { headers: bearer })).text();
  /** Returns the value of a series; undefined if there is none. */
  const valueOf = (text: string, series: string): number | undefined => {
    const line = text.split('\n').find((each) => each.startsWith(`event_buddy_graphql_${series} `));
    return line === undefined ? undefined : Number(line.split(' ').at(-1));
  };

  beforeAll(async () => {
    testGateway = await startTestGateway({
      metrics: { access: 'operators', token, maxNames: 10 },
      compositionCache: { directory: undefined, maxFiles: 1 },
    });
    await testGateway.addSubgraph(venues);
    eventsService = await testGateway.addSubgraph(events);
    await testGateway.waitUntilServing(venues.name, events.name);
  });
  afterAll(() => testGateway.close());

  it('are for scrapers with the token, and for other parts with a service token', async () => {
    const response = await fetch(url(), { headers: bearer });
    expect([response.status, response.headers.get('cache-control')]).toEqual([200, 'no-store']);
    expect(response.headers.get('content-type')).toMatch(/^text\/plain; version=0\.0\.4/);
    const internal = { audience: 'gateway', purpose: 'internal' } as const;
    expect(await status(await serviceAuthorization('operator', internal))).toBe(200);
  });

  it('are not for others', async () => {
    const refused = await fetch(url());
    expect([refused.status, refused.headers.get('www-authenticate')]).toEqual([401, expect.stringContaining('Bearer')]);
    expect(await refused.text()).not.toContain('event_buddy_graphql_');
    expect(await status({ authorization: `Bearer ${token}x` })).toBe(401);
    expect(await status({ authorization: basicAuthorization('root', token) })).toBe(401);
    expect(await status(await serviceAuthorization('x', { audience: 'gateway', purpose: 'forwarding' }))).toBe(401);
  });

  it('have what requests and services did', async () => {
    const query = 'query Names { venues { name events { title } } }';
    for (let times = 0; times < 3; times++) expect((await testGateway.execute(query)).errors).toBeUndefined();
    await testGateway.execute('{ unknown }');
    await testGateway.execute('mutation Book { book(venue: "v1") { id } }');
    const text = await scrape();
    expect({
      names: valueOf(text, 'requests_total{type="query",operation="Names",status="200"}'),
      invalid: valueOf(text, 'requests_total{type="unknown",operation="anonymous",status="400"}'),
      book: valueOf(text, 'requests_total{type="mutation",operation="Book",status="200"}'),
      errors: valueOf(text, 'errors_total{code="GRAPHQL_VALIDATION_FAILED"}'),
      hits: valueOf(text, 'planning_total{cache="hit"}'),
      misses: valueOf(text, 'planning_total{cache="miss"}'),
      venues: valueOf(text, 'subgraph_requests_total{service="venues-service",outcome="ok"}'),
      events: valueOf(text, 'subgraph_requests_total{service="events-service",outcome="ok"}'),
      durations: valueOf(text, 'request_duration_seconds_count{type="query"}'),
      serving: valueOf(text, 'subgraphs{state="serving"}'),
    }).toEqual({
      ...{
        names: 3,
        invalid: 1,
        book: 1,
        errors: 1,
        hits: 2,
        misses: 2,
        venues: 3,
        events: 4,
        durations: 3,
        serving: 2,
      },
    });
    const [total, own] = ['request', 'request_own'].map((name) =>
      valueOf(text, `${name}_duration_seconds_sum{type="query"}`),
    );
    expect(own).toBeGreaterThan(0);
    expect(own).toBeLessThan(total ?? 0);
    expect(valueOf(text, 'compositions_total{of="services",result="composed"}')).toBeGreaterThan(0);
  });

  it('have the failures of services', async () => {
    await eventsService.crash();
    await testGateway.execute('{ event(id: "1") { title } }');
    const text = await scrape();
    expect(valueOf(text, 'subgraph_requests_total{service="events-service",outcome="SERVICE_UNAVAILABLE"}')).toBe(1);
    expect(valueOf(text, 'errors_total{code="SERVICE_UNAVAILABLE"}')).toBe(1);
  });
});

describe('GRAPHQL_METRICS', () => {
  it.each([
    ['public', 200],
    ['off', 404],
    ['operators', 401],
  ] as const)('%s answers everybody with %i', async (access, status) => {
    const { gateway, close } = await startTestGateway({ metrics: { access, token: undefined, maxNames: 10 } });
    expect((await fetch(`http://localhost:${gateway.port}/metrics`)).status).toBe(status);
    await close();
  });

  it('tells root, with its password', async () => {
    const system = await startEmptySystem();
    const metrics = (username: string) =>
      fetch(`${system.gateway}/metrics`, { headers: { authorization: basicAuthorization(username, 'password') } });
    expect([(await metrics('root')).status, (await metrics('phartman')).status]).toEqual([200, 401]);
    await system.close();
  });
});
