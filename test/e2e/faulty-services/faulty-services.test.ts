import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { until } from '../../support/until.ts';
import { events, venues } from '../graphql-gateway/subgraphs.ts';
import {
  startTestGateway,
  type GatewayResponse,
  type RunningSubgraph,
  type TestGateway,
} from '../graphql-gateway/test-gateway.ts';
import { createFault, endless, faults } from './faults.ts';

const venueNames = [{ name: 'Boardroom' }, { name: 'Garden' }];
const healthy = [
  { name: 'Boardroom', events: [{ id: 'at-v1', title: 'All Hands' }] },
  { name: 'Garden', events: [{ id: 'at-v2', title: 'All Hands' }] },
];
const acrossBoth = '{ venues { name events { id title } } }';

describe('a service that fails while it serves', () => {
  let testGateway: TestGateway;
  /** A gateway that waits a second for a service. */
  let impatient: TestGateway;
  let faulty: RunningSubgraph;
  const fault = createFault();
  beforeAll(async () => {
    const settings = { maxResponseBytes: 10_000_000, breakerFailures: 5 };
    testGateway = await startTestGateway({ ...settings, requestTimeoutMs: 60_000 });
    impatient = await startTestGateway({ ...settings, requestTimeoutMs: 1000, gatewayUrl: testGateway.halGateway });
    await testGateway.addSubgraph(venues);
    faulty = await testGateway.addSubgraph({ ...events, handler: fault.handler });
    for (const each of [testGateway, impatient]) await each.waitUntilServing(venues.name, events.name);
  });
  afterEach(() => fault.set(undefined));
  afterAll(async () => {
    await impatient.close();
    await testGateway.close();
  });

  /** Sends the same query from several clients for a while, and returns the responses. */
  async function sendFor(ms: number, query: string, to = testGateway): Promise<readonly GatewayResponse[]> {
    const end = performance.now() + ms;
    const responses: GatewayResponse[] = [];
    const client = async (): Promise<void> => {
      while (performance.now() < end) responses.push(await to.execute(query));
    };
    await Promise.all([client(), client()]);
    return responses;
  }

  it.each(Object.keys(faults))('fails its own fields only, and recovers: it %s', async (name) => {
    fault.set(name);
    const gateway = endless.includes(name) ? impatient : testGateway;
    const [across, alone] = await Promise.all([
      sendFor(300, acrossBoth, gateway),
      sendFor(300, '{ venues { name } }', gateway),
    ]);
    expect(alone.length).toBeGreaterThan(0);
    for (const { data, errors } of alone) expect([data, errors]).toEqual([{ venues: venueNames }, undefined]);
    expect(across.length).toBeGreaterThan(0);
    for (const { status, data, errors } of across) {
      expect([status, data]).toEqual([200, { venues: venueNames.map((venue) => ({ ...venue, events: null })) }]);
      const failed = (errors ?? []).map(({ path, extensions }) => [path?.slice(0, 3), extensions['code']]);
      for (const index of [0, 1]) expect(failed).toContainEqual([['venues', index, 'events'], 'SERVICE_UNAVAILABLE']);
    }

    fault.set(undefined);
    await until(async () => (await gateway.execute(acrossBoth)).errors === undefined);
    expect((await gateway.execute(acrossBoth)).data).toEqual({ venues: healthy });
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
