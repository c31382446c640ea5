import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { venues } from './subgraphs.ts';
import { startTestGateway, type TestGateway } from './test-gateway.ts';

const failing = (count: number): string =>
  `{ ${Array.from({ length: count }, (_, index) => `v${index}: venue(id: "secret") { name }`).join(' ')} }`;

describe('a response with many errors', () => {
  let testGateway: TestGateway;
  beforeAll(async () => {
    testGateway = await startTestGateway({ maxErrors: 3 });
    await testGateway.addSubgraph(venues);
    await testGateway.waitUntilServing(venues.name);
  });
  afterAll(() => testGateway.close());

  it('has all of them up to GRAPHQL_MAX_ERRORS', async () => {
    const { errors = [] } = await testGateway.execute(failing(3));
    expect(errors.map(({ path }) => path)).toEqual([['v0'], ['v1'], ['v2']]);
  });

  it('has the first ones, the number of the others, and the status of all', async () => {
    const { status, errors = [] } = await testGateway.execute(failing(10));
    expect([status, errors.length]).toEqual([401, 4]);
    expect(errors[3]).toMatchObject({
      message: expect.stringContaining('7 more errors are left out'),
      extensions: { code: 'TOO_COSTLY', requestId: errors[0]?.extensions['requestId'] },
    });
    expect(errors[3]).not.toHaveProperty('path');
  });
});
