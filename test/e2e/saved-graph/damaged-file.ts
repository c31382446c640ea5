import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { readFile, writeFile } from 'node:fs/promises';
import { until } from '../../support/until.ts';
import { acrossBoth, complete, prepareRestarts, serveOnce, type RestartedGateway } from './restarted-gateway.ts';

describe('a GraphQL gateway whose file of the last graph is damaged', () => {
  let parts: RestartedGateway;
  beforeAll(async () => {
    parts = await prepareRestarts();
  });
  afterAll(() => parts.close());

  it('starts as without a file, and writes it again', async () => {
    const { halGateway } = await serveOnce(parts);
    const good = await readFile(parts.file, 'utf8');
    await halGateway.close();
    await writeFile(parts.file, good.slice(0, good.length / 2));
    const gateway = await parts.startGateway();
    expect((await parts.execute(gateway, acrossBoth)).status).toBe(503);
    expect((await fetch(`${gateway.url}/health`)).status).toBe(503);
    const [live, ready] = await Promise.all(['live', 'ready'].map((name) => fetch(`${gateway.url}/health/${name}`)));
    expect([live?.status, ready?.status, await ready?.json()]).toEqual([200, 503, { status: 'starting' }]);
    await parts.startRoot();
    await until(async () => (await parts.execute(gateway, acrossBoth)).status === 200);
    await until(async () => (await parts.execute(gateway, acrossBoth)).errors === undefined);
    expect((await parts.execute(gateway, acrossBoth)).data).toEqual(complete);
    await gateway.close();
    expect((await readFile(parts.file, 'utf8')).length).toBeGreaterThan(good.length / 2);
    expect((await parts.startGateway()).health().status).not.toBe('starting');
  });
});
