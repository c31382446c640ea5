import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { venues } from './subgraphs.ts';
import { startTestGateway, type TestGateway } from './test-gateway.ts';

describe('the GraphQL gateway over HTTP', () => {
  let testGateway: TestGateway;
  beforeAll(async () => {
    testGateway = await startTestGateway();
    await testGateway.addSubgraph(venues);
    await testGateway.waitUntilServing(venues.name);
  });
  afterAll(() => testGateway.close());

  it('reports its health', async () => {
    const health = await fetch(`${testGateway.gateway.url}/health`);
    const body = (await health.json()) as { status: string; composedAt: string; subgraphs: { name: string }[] };
    expect(health.status).toBe(200);
    expect(Date.parse(body.composedAt)).not.toBeNaN();
    expect(body.subgraphs.map(({ name }) => name).toSorted()).toContain(venues.name);
  });

  it.each(['HEAD', 'GET', 'POST'])('leads from its endpoint to its health: %s', async (method) => {
    const { url } = testGateway.gateway;
    const { headers } = await fetch(`${url}/graphql`, { method });
    const [, target = '', rel] = /^<(.*)>; rel="(.*)"$/.exec(headers.get('link') ?? '') ?? [];
    expect([new URL(target, `${url}/graphql`).href, rel]).toEqual([`${url}/health`, 'status']);
  });

  it('can be closed twice', async () => {
    const other = await startTestGateway();
    await Promise.all([other.gateway.close(), other.gateway.close()]);
    await other.close();
  });
});
