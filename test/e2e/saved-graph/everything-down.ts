import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { RunningGateway } from '../../../gateway/start.ts';
import { until } from '../../support/until.ts';
import {
  acrossBoth,
  complete,
  prepareRestarts,
  serveOnce,
  subgraphs,
  type RestartedGateway,
} from './restarted-gateway.ts';

describe('a GraphQL gateway that starts while everything else is down', () => {
  let parts: RestartedGateway;
  let gateway: RunningGateway;
  beforeAll(async () => {
    parts = await prepareRestarts();
    const running = await serveOnce(parts);
    await running.halGateway.close();
    await running.venues.crash();
    await running.events.crash();
    gateway = await parts.startGateway();
  });
  afterAll(() => parts.close());

  it('serves the schema of the last graph', async () => {
    const { status, data } = await parts.execute(gateway, '{ __type(name: "Venue") { fields { name } } }');
    expect([status, data]).toEqual([200, { __type: { fields: ['id', 'events', 'name'].map((name) => ({ name })) } }]);
    expect((await parts.execute(gateway, '{ unknown }')).status).toBe(400);
  });

  it('answers the fields of services with null, and errors that name them', async () => {
    const {
      status,
      data,
      errors = [],
    } = await parts.execute(gateway, '{ venue(id: "v1") { name } event(id: "1") { title } }');
    expect([status, data]).toEqual([503, { venue: null, event: null }]);
    expect(errors.map(({ path, extensions: { code, service } }) => [path, code, service])).toEqual([
      [['venue'], 'SERVICE_UNAVAILABLE', 'venues-service'],
      [['event'], 'SERVICE_UNAVAILABLE', 'events-service'],
    ]);
  });

  it('does not know whether a node exists', async () => {
    const { data, errors = [] } = await parts.execute(gateway, '{ node(id: "v1") { id } }');
    expect([data, errors.map(({ path }) => path)]).toEqual([{ node: null }, [['node']]]);
    expect(errors[0]?.extensions).toMatchObject({ code: 'SERVICE_UNAVAILABLE', service: 'events-service' });
  });

  it('reports that it is degraded, and ready', async () => {
    const { status, subgraphs: all } = gateway.health();
    expect([status, all.map(({ state }) => state)]).toEqual(['degraded', ['unreachable', 'unreachable']]);
    expect((await fetch(`${gateway.url}/health`)).status).toBe(200);
    expect((await fetch(`${gateway.url}/health/ready`)).status).toBe(200);
  });

  it('answers from the services when they are back, without the HAL gateway at first', async () => {
    const halGateway = await parts.startRoot();
    await parts.start(subgraphs.venues);
    await parts.start(subgraphs.events);
    await until(async () => (await parts.execute(gateway, acrossBoth)).errors === undefined);
    expect((await parts.execute(gateway, acrossBoth)).data).toEqual(complete);
    await gateway.close();
    await halGateway.close();
    gateway = await parts.startGateway();
    expect((await parts.execute(gateway, acrossBoth)).data).toEqual(complete);
  });
});
