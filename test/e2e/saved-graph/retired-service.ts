import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { readFile } from 'node:fs/promises';
import type { RunningGateway } from '../../../gateway/start.ts';
import { serviceToken } from '../../support/service-token.ts';
import { until } from '../../support/until.ts';
import { stateOf } from '../graphql-gateway/test-gateway.ts';
import {
  acrossBoth,
  complete,
  prepareRestarts,
  serveOnce,
  subgraphs,
  type RestartedGateway,
} from './restarted-gateway.ts';

const { venues, events } = subgraphs;

describe('a service that is retired at the HAL gateway', () => {
  let parts: RestartedGateway;
  beforeEach(async () => {
    parts = await prepareRestarts();
  });
  afterEach(() => parts.close());

  const retire = async (name: string): Promise<void> => {
    const url = `${parts.root}/gateway_registrations/${name}?retire=true`;
    const headers = { authorization: `Bearer ${await serviceToken('operator')}`, 'if-match': '*' };
    expect((await fetch(url, { method: 'DELETE', headers })).status).toBe(200);
  };
  const isGone = async (gateway: RunningGateway): Promise<boolean> => {
    const { errors = [] } = await parts.execute(gateway, acrossBoth);
    return errors.length > 0 && errors.every(({ extensions: { code } }) => code === 'GRAPHQL_VALIDATION_FAILED');
  };

  it('leaves the graph at once, is back when it registers again, and stays when it withdraws alone', async () => {
    const running = await serveOnce(parts);
    const gateway = await parts.startGateway();
    await until(() => stateOf(gateway, events.name) === 'serving');
    await running.events.close();
    await until(() => stateOf(gateway, events.name) === 'withdrawn');
    expect(await isGone(gateway)).toBe(false);
    await retire(events.name);
    await until(() => isGone(gateway));
    expect(stateOf(gateway, events.name)).toBeUndefined();
    expect((await parts.execute(gateway, '{ venues { name } }')).errors).toBeUndefined();
    await parts.start(events);
    await until(async () => (await parts.execute(gateway, acrossBoth)).errors === undefined);
    expect((await parts.execute(gateway, acrossBoth)).data).toEqual(complete);
  });

  it('leaves the saved graph when both gateways have been restarted since', async () => {
    const running = await serveOnce(parts);
    await running.events.close();
    await retire(events.name);
    await running.halGateway.close();
    await parts.startRoot();
    const gateway = await parts.startGateway();
    await until(() => isGone(gateway));
    await until(() => stateOf(gateway, venues.name) === 'serving');
    expect(stateOf(gateway, events.name)).toBeUndefined();
    await gateway.close();
    expect(await readFile(parts.file, 'utf8')).not.toContain(`"name":"${events.name}"`);
  });
});
