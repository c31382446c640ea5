import { ApolloServer } from '@apollo/server';
import { afterAll, afterEach, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { refusing, strict } from './failing-subgraphs.ts';
import { events, venues } from './subgraphs.ts';
import { fastSettings, startTestGateway, type TestGateway } from './test-gateway.ts';

interface Sent {
  readonly query: string;
  readonly variables?: Readonly<Record<string, unknown>>;
  readonly operationName?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly method?: 'GET' | 'POST';
}

const one = 'query One($id: ID!) { venue(id: $id) { name } }';
const two = 'query A { venues { id } } query B { venues { name } }';
const conditional = 'query C($no: Boolean!) { venues { id name @skip(if: $no) } }';
const required = 'query R($code: String!) { required(code: $code) }';
const booked = 'mutation { book(venue: "v2") { title venue { name } } }';
const nested = (levels: number): unknown => (levels === 0 ? 'v1' : [nested(levels - 1)]);

describe('an operation that was executed before', () => {
  let testGateway: TestGateway;
  let limited: TestGateway | undefined;
  beforeAll(async () => {
    testGateway = await startTestGateway({ rate: { ...fastSettings.rate, loopback: true, requests: 10_000 } });
    for (const subgraph of [venues, events, strict, refusing]) await testGateway.addSubgraph(subgraph);
    await testGateway.waitUntilServing(venues.name, events.name, strict.name, refusing.name);
  });
  afterAll(() => Promise.all([testGateway.close(), limited?.close()]));
  afterEach(() => void jest.restoreAllMocks());

  function send({ query, variables, operationName, headers, method = 'POST' }: Sent): Promise<Response> {
    const parameters = { query, variables, operationName };
    const all = { 'content-type': 'application/json', ...headers };
    if (method === 'POST')
      return fetch(testGateway.endpoint, { method, headers: all, body: JSON.stringify(parameters) });
    const search = new URLSearchParams({ query, variables: JSON.stringify(variables ?? {}) });
    return fetch(`${testGateway.endpoint}?${search.toString()}`, { headers: all });
  }

  /** Returns what a client sees of a response, without what differs for each request. */
  async function ask(sent: Sent) {
    const response = await send(sent);
    const headers = Object.fromEntries(response.headers);
    const [requestId = '', remaining] = [headers['x-request-id'], /r=(\d+)/.exec(headers['ratelimit'] ?? '')?.[1]];
    for (const name of ['x-request-id', 'date', 'ratelimit']) delete headers[name];
    const body = (await response.text()).replaceAll(requestId, '<id>');
    return { remaining: Number(remaining), seen: { status: response.status, headers, body } };
  }

  /** Sends a request three times. Returns whether all answers are alike, and how often Apollo Server was asked. */
  async function askThrice(sent: Sent) {
    const execute = jest.spyOn(ApolloServer.prototype, 'executeOperation');
    const [first, second, third] = [await ask(sent), await ask(sent), await ask(sent)];
    expect([second.seen, third.seen]).toEqual([first.seen, first.seen]);
    // Each was counted as the same number of requests.
    const counted = [first.remaining - second.remaining, second.remaining - third.remaining];
    expect(counted).toEqual([expect.any(Number), counted[0]]);
    expect(counted[0]).toBeGreaterThan(0);
    return { seen: first.seen, executed: execute.mock.calls.length };
  }

  it.each<[string, Sent]>([
    ['with variables', { query: one, variables: { id: 'v1' } }],
    ['that answers null', { query: '{ venue(id: "none") { name } }' }],
    ['of a document with several', { query: two, operationName: 'B' }],
    ['with a condition', { query: conditional, variables: { no: true } }],
    ['across services', { query: '{ venues { name events { title venue { name } } } }' }],
    ['with aliases and __typename', { query: '{ id: venues { __typename name: id id: name } __typename }' }],
    ['sent by GET', { query: '{ venues { id } }', method: 'GET' }],
    ['that introspects', { query: '{ __type(name: "Venue") { name } venues { id } }' }],
    ['that is a mutation', { query: booked }],
    ['with several mutations', { query: 'mutation { a: book(venue: "v1") { id } b: book(venue: "v2") { id } }' }],
    [
      'for another media type',
      { query: '{ venues { name } }', headers: { accept: 'application/graphql-response+json' } },
    ],
  ])('is answered alike without Apollo Server: one %s', async (_what, sent) => {
    const { seen, executed } = await askThrice(sent);
    expect(seen).toMatchObject({ status: 200, headers: { 'cache-control': 'no-store' } });
    expect(executed).toBe(1);
  });

  it.each<[string, Sent, number]>([
    ['has errors', { query: '{ venue(id: "broken") { name } }' }, 200],
    ['lacks credentials', { query: '{ mine }' }, 401],
    ['is answered in part', { query: '{ mine venues { price name } }' }, 200],
    ['has a required null', { query: required, variables: { code: 'FORBIDDEN' } }, 200],
    ['needs a variable', { query: one }, 400],
    ['has an invalid variable', { query: one, variables: { id: { a: 1 } } }, 400],
    ['has a variable that nests too deep', { query: one, variables: { id: nested(60) } }, 400],
    ['does not exist', { query: two, operationName: 'C' }, 400],
    ['is not named', { query: two }, 400],
    ['is invalid', { query: '{ nothing }' }, 400],
    ['is a mutation by GET', { query: booked, method: 'GET' }, 405],
    ['asks for its cost', { query: '{ venues { name } }', headers: { 'graphql-cost': 'report' } }, 200],
  ])('is left to Apollo Server if it %s', async (_what, sent, status) => {
    const { seen, executed } = await askThrice(sent);
    expect(seen.status).toBe(status);
    expect(executed).toBe(3);
  });

  it('is planned again for values of its variables that decide otherwise', async () => {
    const names = async (no: boolean) => (await ask({ query: conditional, variables: { no } })).seen.body;
    const [without, withName] = [await names(true), await names(false)];
    expect([without.includes('Garden'), withName.includes('Garden')]).toEqual([false, true]);
    expect([await names(true), await names(false)]).toEqual([without, withName]);
  });

  it('is forgotten when the graph is replaced', async () => {
    const sent = { query: '{ venues { name } }' };
    const before = (await ask(sent)).seen;
    const extra = { name: 'extra-service', sdl: 'type Query { extra: Int }', resolvers: { Query: { extra: () => 1 } } };
    await testGateway.addSubgraph(extra);
    await testGateway.waitUntilServing(extra.name);
    expect(await askThrice(sent)).toEqual({ seen: before, executed: 1 });
  });

  it('is rejected if its work exceeds the quota', async () => {
    const rate = { ...fastSettings.rate, loopback: true, requests: 4 };
    limited = await startTestGateway({ rate });
    const service = await limited.addSubgraph(events);
    await limited.addSubgraph(venues);
    await limited.waitUntilServing(venues.name, events.name);
    const thrice = 'mutation { a: book(venue: "v1") { id } b: book(venue: "v1") { id } c: book(venue: "v1") { id } }';
    expect((await limited.execute(thrice)).status).toBe(200);
    const sent = service.requestHeaders.length;
    const { status, errors, headers } = await limited.execute(thrice);
    expect([status, errors?.[0]?.extensions['code']]).toEqual([429, 'TOO_MANY_REQUESTS']);
    expect(Number(headers.get('retry-after'))).toBeGreaterThan(0);
    expect(service.requestHeaders.length).toBe(sent);
  });
});
