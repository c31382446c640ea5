import { ApolloClient, gql, HttpLink, InMemoryCache } from '@apollo/client';
import { Defer20220824Handler } from '@apollo/client/incremental';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { RequestHandler } from 'express';
import { startTestGateway, type TestGateway, type TestSubgraph } from '../graphql-gateway/test-gateway.ts';
import type { HalBody } from '../../support/clients.ts';

const accept = 'multipart/mixed;deferSpec=20220824, application/json';
const events: TestSubgraph = {
  name: 'events',
  sdl: `type Query { event: Event events: [Event!] }
    type Mutation { change: Event }
    type Event @key(fields: "id") { id: ID! name: String! }`,
  resolvers: {
    Query: { event: () => event('1'), events: () => [event('1'), event('2')] },
    Mutation: { change: () => event('1') },
    Event: { __resolveReference: (each) => event((each as { id: string }).id) },
  },
};
const event = (id: string) => ({ id, name: `Event ${id}` });

/** Adds to events when it is released, and fails for the event 2. */
function createSlowSubgraph() {
  let release: () => void = () => undefined;
  let released = new Promise<void>((resolve) => (release = resolve));
  const handler: RequestHandler = async (_request, _response, next) => {
    await released;
    next();
  };
  const slow: TestSubgraph = {
    name: 'slow',
    sdl: `type Query { slow: Int } type Event @key(fields: "id") { id: ID! seats: Int notes: [Note!] }
      type Note { text: String! }`,
    resolvers: {
      Event: {
        seats: (each) => {
          const { id } = each as { id: string };
          if (id === '2') throw new Error('unknown');
          return Number(id) * 10;
        },
        notes: () => [{ text: 'a' }, { text: 'b' }],
      },
    },
    handler,
  };
  return {
    slow,
    hold: () => void (released = new Promise<void>((resolve) => (release = resolve))),
    release: () => release(),
  };
}

describe('deferred fragments', () => {
  const { slow, hold, release } = createSlowSubgraph();
  let testGateway: TestGateway;
  beforeAll(async () => {
    release();
    testGateway = await startTestGateway();
    await testGateway.addSubgraph(events);
    await testGateway.addSubgraph(slow);
    await testGateway.waitUntilServing('events', 'slow');
  });
  afterAll(() => testGateway.close());

  const post = (query: string, variables: object = {}, headers: Record<string, string> = { accept }) =>
    fetch(testGateway.endpoint, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...headers },
      body: JSON.stringify({ query, variables }),
    });
  /** Returns the parts of a multipart response. */
  const partsOf = async (response: Response): Promise<readonly HalBody[]> => {
    expect(response.headers.get('content-type')).toBe('multipart/mixed; boundary="-"; deferSpec=20220824');
    const text = await response.text();
    expect(text).toMatch(/^\r\n---\r\n[^]*\r\n-----\r\n$/);
    const parts = text.slice('\r\n---'.length, -'\r\n-----\r\n'.length).split('\r\n---');
    return parts.map((part) => JSON.parse(part.slice(part.indexOf('\r\n\r\n'))));
  };

  it('come after what is not deferred, when the service that knows them has answered', async () => {
    hold();
    const response = await post('{ event { id ... @defer(label: "seats") { seats } } }');
    const reader = response.clone().body!.getReader();
    let first = '';
    while (!first.includes('hasNext')) first += new TextDecoder().decode((await reader.read()).value);
    expect(first).not.toContain('seats');
    release();
    expect(await partsOf(response)).toEqual([
      { data: { event: { id: '1' } }, hasNext: true },
      { incremental: [{ label: 'seats', path: ['event'], data: { seats: 10 } }], hasNext: false },
    ]);
  });

  it('have errors of their own, with paths from the root, and are masked', async () => {
    const [first, ...later] = await partsOf(await post('{ all: events { key: id ... @defer { free: seats } } }'));
    expect(first).toEqual({ data: { all: [{ key: '1' }, { key: '2' }] }, hasNext: true });
    const incremental = later.flatMap((part) => part.incremental);
    expect(incremental).toEqual([
      { path: ['all', 0], data: { free: 10 } },
      {
        path: ['all', 1],
        data: { free: null },
        errors: [
          {
            message: 'Something went wrong on our side.',
            path: ['all', 1, 'free'],
            extensions: { code: 'INTERNAL_SERVER_ERROR', service: 'slow', requestId: expect.any(String) },
          },
        ],
      },
    ]);
  });

  it('can be inside of each other, and of named fragments', async () => {
    const query = `{ event { ...Outer @defer(label: "outer") } }
      fragment Outer on Event { name ... @defer(label: "inner") { notes { text } } }`;
    const parts = await partsOf(await post(query));
    expect(parts[0]).toEqual({ data: { event: {} }, hasNext: true });
    expect(parts.slice(1).flatMap((part) => part.incremental)).toEqual([
      { label: 'outer', path: ['event'], data: { name: 'Event 1' } },
      { label: 'inner', path: ['event'], data: { notes: [{ text: 'a' }, { text: 'b' }] } },
    ]);
    expect(parts.map(({ hasNext }) => hasNext).lastIndexOf(false)).toBe(parts.length - 1);
  });

  it('can be in the result of a mutation', async () => {
    const parts = await partsOf(await post('mutation { change { id ... @defer { seats } } }'));
    expect(parts.slice(1).flatMap((part) => part.incremental)).toEqual([{ path: ['change'], data: { seats: 10 } }]);
  });

  it.each([
    ['the client does not accept parts', '{ event { id ... @defer { seats } } }', 'application/json'],
    ['the condition is false', 'query($if: Boolean!) { event { id ... @defer(if: $if) { seats } } }', accept],
  ])('are answered at once if %s', async (_title, query, accepted) => {
    const response = await post(query, { if: false }, { accept: accepted });
    expect(response.headers.get('content-type')).toBe('application/json; charset=utf-8');
    expect(await response.json()).toEqual({ data: { event: { id: '1', seats: 10 } } });
  });

  it('are in the schema', async () => {
    const { data } = await (await post('{ __schema { directives { name args { name } } } }')).json();
    expect(data.__schema.directives).toContainEqual({ name: 'defer', args: [{ name: 'label' }, { name: 'if' }] });
  });

  it('reach Apollo Client', async () => {
    const client = new ApolloClient({
      link: new HttpLink({ uri: testGateway.endpoint }),
      cache: new InMemoryCache(),
      incrementalHandler: new Defer20220824Handler(),
    });
    const results: HalBody[] = [];
    await new Promise<void>((resolve) => {
      const query = gql`
        query Deferred {
          event {
            id
            ... @defer {
              seats
            }
          }
        }
      `;
      client.watchQuery({ query }).subscribe((result) => {
        results.push(result);
        if (result.dataState === 'complete') resolve();
      });
    });
    expect(results.map(({ data }) => data?.event).filter(Boolean)).toEqual([
      { __typename: 'Event', id: '1' },
      { __typename: 'Event', id: '1', seats: 10 },
    ]);
    client.stop();
  });
});
