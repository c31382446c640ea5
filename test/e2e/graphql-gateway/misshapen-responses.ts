import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { until } from '../../support/until.ts';
import { misshapenEvents, misshapenResponses } from './misshapen-subgraphs.ts';
import { venues } from './subgraphs.ts';
import { startTestGateway, stateOf, type TestGateway, type TestSubgraph } from './test-gateway.ts';

describe('a subgraph whose responses have another shape than requested', () => {
  let testGateway: TestGateway;
  let shape = '';
  beforeAll(async () => {
    testGateway = await startTestGateway();
    await testGateway.addSubgraph(venues);
    const subgraph = misshapenEvents(() => shape);
    await testGateway.addSubgraph(subgraph);
    const isServing = ({ name }: TestSubgraph) => stateOf(testGateway.gateway, name) === 'serving';
    await until(() => [venues, subgraph].every(isServing));
  });
  afterAll(() => testGateway.close());

  it.each(misshapenResponses)('fails its own fields only: %s', async (name) => {
    shape = name;
    const response = await testGateway.execute('{ venues { name events { id title } } }');
    expect(response.status).toBe(200);
    const found = response.data?.['venues'] as { name: string; events: unknown }[];
    expect(found.map((venue) => venue.name)).toEqual(['Boardroom', 'Garden']);
    // What a list keeps of items that are not valid is null, as its type allows it.
    for (const { events } of found) expect(events).toBeNull();
    const errors = response.errors ?? [];
    expect(errors.length).toBeGreaterThan(0);
    for (const { path, extensions } of errors) {
      expect(path?.slice(0, 3)).toEqual(['venues', expect.any(Number), 'events']);
      expect(extensions).toMatchObject({ code: 'SERVICE_UNAVAILABLE', service: 'events-service' });
    }
  });

  it('adds no members that nobody requested to the objects of other services', async () => {
    shape = 'more than requested';
    const response = await testGateway.execute('{ venues { name events { id } } }');
    expect([response.status, response.errors]).toEqual([200, undefined]);
    expect(response.data).toEqual({
      venues: [
        { name: 'Boardroom', events: [{ id: '1' }] },
        { name: 'Garden', events: [{ id: '1' }] },
      ],
    });
  });
});
