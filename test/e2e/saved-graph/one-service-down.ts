import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { createServer } from 'node:http';
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
const withoutEvents = {
  venues: complete.venues.map(({ name }) => ({ name, events: null })),
  event: null,
};

describe('a GraphQL gateway that starts while one service is down', () => {
  let parts: RestartedGateway;
  beforeEach(async () => {
    parts = await prepareRestarts();
  });
  afterEach(() => parts.close());

  it('keeps its fields, as null, until it is back', async () => {
    const running = await serveOnce(parts);
    await running.events.crash();
    const gateway = await parts.startGateway();
    await until(() => stateOf(gateway, venues.name) === 'serving');
    const { data, errors = [] } = await parts.execute(gateway, acrossBoth);
    expect(data).toEqual(withoutEvents);
    expect(new Set(errors.map(({ extensions: { service } }) => service))).toEqual(new Set([events.name]));
    expect(stateOf(gateway, events.name)).toBe('unreachable');
    await parts.start(events);
    await until(async () => (await parts.execute(gateway, acrossBoth)).errors === undefined);
  });

  it('sends nothing to the address of a service that has left the root meanwhile', async () => {
    const running = await serveOnce(parts);
    await running.events.close();
    const requests: string[] = [];
    const stranger = createServer(({ url = '' }, response) => {
      requests.push(url);
      response.end('{}');
    });
    await new Promise<void>((resolve) => stranger.listen(running.events.port, resolve));
    const gateway = await parts.startGateway();
    expect(stateOf(gateway, events.name)).toBe('withdrawn');
    expect((await parts.execute(gateway, acrossBoth)).data).toEqual(withoutEvents);
    await new Promise((resolve) => stranger.close(resolve));
    expect(requests).toEqual([]);
  });
});
