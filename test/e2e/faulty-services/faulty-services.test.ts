import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { until } from '../../support/until.ts';
import { events, venues } from '../graphql-gateway/subgraphs.ts';
import {
  startTestGateway,
  type GatewayResponse,
  type RunningSubgraph,
  type TestGateway,
} from '../graphql-gateway/test-gateway.ts';
import { createFault, faults } from './faults.ts';

const venueNames = [{ name: 'Boardroom' }, { name: 'Garden' }];
const healthy = [
  { name: 'Boardroom', events: [{ id: 'at-v1', title: 'All Hands' }] },
  { name: 'Garden', events: [{ id: 'at-v2', title: 'All Hands' }] },
];
const acrossBoth = '{ venues { name events { id title } } }';

describe('a service that fails while it serves', () => {
  let testGateway: TestGateway;
  let faulty: RunningSubgraph;
  const fault = createFault();
  beforeAll(async () => {
    testGateway = await startTestGateway({ requestTimeoutMs: 1000, maxResponseBytes: 10_000_000, breakerFailures: 5 });
    await testGateway.addSubgraph(venues);
    faulty = await testGateway.addSubgraph({ ...events, handler: fault.handler });
    await testGateway.waitUntilServing(venues.name, events.name);
  });
  afterEach(() => fault.set(undefined));
  afterAll(() => testGateway.close());

  /** Sends the same query from several clients for a while, and returns the responses. */
  async function sendFor(ms: number, query: string): Promise<readonly GatewayResponse[]> {
    const end = performance.now() + ms;
    const responses: GatewayResponse[] = [];
    const client = async (): Promise<void> => {
      while (performance.now() < end) responses.push(await testGateway.execute(query));
    };
    await Promise.all([client(), client()]);
    return responses;
  }

  it.each(Object.keys(faults))('fails its own fields only, and has recovered within 2 s: it %s', async (name) => {
    fault.set(name);
    const [across, alone] = await Promise.all([sendFor(300, acrossBoth), sendFor(300, '{ venues { name } }')]);
    expect(alone.length).toBeGreaterThan(0);
    for (const { data, errors } of alone) expect([data, errors]).toEqual([{ venues: venueNames }, undefined]);
    expect(across.length).toBeGreaterThan(0);
    for (const { status, data, errors } of across) {
      expect([status, data]).toEqual([200, { venues: venueNames.map((venue) => ({ ...venue, events: null })) }]);
      const failed = (errors ?? []).map(({ path, extensions }) => [path?.slice(0, 3), extensions['code']]);
      for (const index of [0, 1]) expect(failed).toContainEqual([['venues', index, 'events'], 'SERVICE_UNAVAILABLE']);
    }

    fault.set(undefined);
    const began = performance.now();
    await until(async () => (await testGateway.execute(acrossBoth)).errors === undefined);
    expect(performance.now() - began).toBeLessThan(2000);
    expect((await testGateway.execute(acrossBoth)).data).toEqual({ venues: healthy });
  });

  it('spares a service requests while it fails', async () => {
    fault.set('resets the connection');
    const before = faulty.requestHeaders.length;
    const responses = await sendFor(1000, '{ event(id: "1") { title } }');
    for (const { data } of responses) expect(data).toEqual({ event: null });
    // Five failures, and a probe after each pause.
    const attempts = faulty.requestHeaders.length - before;
    expect(attempts).toBeLessThan(15);
    expect(responses.length).toBeGreaterThan(attempts);
  });
});
