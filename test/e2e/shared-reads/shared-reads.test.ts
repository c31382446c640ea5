import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import type { RequestHandler } from 'express';
import { until } from '../../support/until.ts';
import { events, venues } from '../graphql-gateway/subgraphs.ts';
import { startTestGateway, type RunningSubgraph, type TestGateway } from '../graphql-gateway/test-gateway.ts';

/** Holds the requests to a service until they are let go. */
function createHold() {
  const held: (() => void)[] = [];
  let isHolding = false;
  const handler: RequestHandler = (_request, _response, next) => (isHolding ? void held.push(next) : next());
  return {
    handler,
    begin: () => void (isHolding = true),
    count: () => held.length,
    release: () => {
      isHolding = false;
      for (const next of held.splice(0)) next();
    },
  };
}

const query = '{ venues { name events { title } } }';
const bearer = (token: string) => ({ authorization: `Bearer ${token}` });

describe('equal reads that are in flight', () => {
  const hold = createHold();
  let testGateway: TestGateway;
  let venuesService: RunningSubgraph;
  let alone: string;
  beforeAll(async () => {
    testGateway = await startTestGateway();
    venuesService = await testGateway.addSubgraph({ ...venues, handler: hold.handler });
    await testGateway.addSubgraph(events);
    await testGateway.waitUntilServing(venues.name, events.name);
    ({ text: alone } = await testGateway.execute(query));
  });
  afterEach(() => hold.release());
  afterAll(() => testGateway.close());

  const sent = (): number => venuesService.requestHeaders.length;

  /** Sends requests while the service holds its answers; returns the answers, and how many requests it got. */
  async function sendTogether(requests: readonly (() => Promise<{ readonly text: string }>)[], expected: number) {
    const before = sent();
    hold.begin();
    const answers = requests.map((request) => request());
    await until(() => hold.count() === expected);
    // Further requests would arrive at once.
    await new Promise((resolve) => setTimeout(resolve, 100));
    hold.release();
    return { texts: (await Promise.all(answers)).map(({ text }) => text), requests: sent() - before };
  }

  it('are one request to the service, with the whole answer for each', async () => {
    const ask = () => testGateway.execute(query, bearer('a'));
    expect(await sendTogether([ask, ask, ask], 1)).toEqual({ texts: [alone, alone, alone], requests: 1 });
  });

  it('are not shared between callers', async () => {
    const asks = ['a', 'b'].map((token) => () => testGateway.execute(query, bearer(token)));
    expect(await sendTogether(asks, 2)).toEqual({ texts: [alone, alone], requests: 2 });
  });

  it('do not join a read that began before a mutation ended', async () => {
    hold.begin();
    const first = testGateway.execute(query, bearer('a'));
    await until(() => hold.count() === 1);
    expect(await testGateway.execute('mutation { book(venue: "v1") { title } }', bearer('a'))).toMatchObject({
      data: { book: { title: 'Booked' } },
    });
    const second = testGateway.execute(query, bearer('a'));
    await until(() => hold.count() === 2);
    hold.release();
    expect([(await first).text, (await second).text]).toEqual([alone, alone]);
  });

  it('are sent again if the client of the one that was sent disconnects', async () => {
    const before = sent();
    hold.begin();
    const controller = new AbortController();
    const cancelled = fetch(testGateway.endpoint, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...bearer('a') },
      body: JSON.stringify({ query }),
      signal: controller.signal,
    }).catch(() => undefined);
    await until(() => hold.count() === 1);
    const waiting = testGateway.execute(query, bearer('a'));
    await new Promise((resolve) => setTimeout(resolve, 100));
    controller.abort();
    await cancelled;
    await until(() => hold.count() === 2);
    hold.release();
    expect((await waiting).text).toBe(alone);
    expect(sent() - before).toBe(2);
  });
});
