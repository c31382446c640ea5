import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { venues } from './subgraphs.ts';
import { startStage, type Stage } from './test-gateway.ts';

describe('the GraphQL gateway over HTTP', () => {
  let stage: Stage;
  beforeAll(async () => {
    stage = await startStage();
    await stage.add(venues);
    await stage.serving(venues.name);
  });
  afterAll(() => stage.close());

  it('tells its health', async () => {
    const health = await fetch(`${stage.gateway.url}/health`);
    const body = (await health.json()) as { status: string; composedAt: string; subgraphs: { name: string }[] };
    expect(health.status).toBe(200);
    expect(Date.parse(body.composedAt)).not.toBeNaN();
    expect(body.subgraphs.map(({ name }) => name).toSorted()).toContain(venues.name);
  });

  it('closes twice', async () => {
    const other = await startStage();
    await Promise.all([other.gateway.close(), other.gateway.close()]);
    await other.close();
  });
});
