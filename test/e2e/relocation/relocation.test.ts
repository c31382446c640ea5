import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { startService, type RunningService } from '../../../kit/service/start.ts';
import { serviceSettings } from '../../../kit/service/settings.ts';
import { serviceParts } from '../../support/parts.ts';
import { graphql, hal } from '../../support/clients.ts';
import { embeddedStore } from '../../support/stores.ts';
import { startTestSystem, type TestSystem } from '../../support/system.ts';
import { until } from '../../support/until.ts';

const as = 'manderson';

describe('a service that stops and restarts at another address', () => {
  let system: TestSystem;
  let restarted: RunningService | undefined;
  beforeAll(async () => {
    system = await startTestSystem(embeddedStore.open);
  });
  afterAll(async () => {
    await restarted?.close();
    await system.close();
  });

  it('affects only its own fields, and both gateways serve it at the new address', async () => {
    let running = true;
    const failures: unknown[] = [];
    const load = (async () => {
      while (running) {
        const response = await graphql(
          system.graphql,
          '{ venues { nodes { name } } accounts { nodes { username } } }',
          {
            as,
          },
        );
        if (response.errors !== undefined || response.data.venues.nodes.length !== 4) failures.push(response);
        const list = await hal('GET', system.href('venue'), { as });
        if (list.status !== 200) failures.push(list);
      }
    })();

    await system.services.events.close();
    const root = await hal('GET', system.halGateway);
    expect(Object.keys(root.body._links)).toEqual(expect.arrayContaining(['venue', 'registration', 'account']));
    expect(root.body._links.event).toBeUndefined();

    const without = await graphql(system.graphql, '{ venues { nodes { name events { nodes { name } } } } }', { as });
    expect(without.data.venues.nodes[0]).toEqual({ name: 'Developer Meeting Room', events: null });
    expect(without.errors?.[0]?.extensions).toMatchObject({ code: 'SERVICE_UNAVAILABLE', service: 'events-service' });
    expect(JSON.stringify(without)).not.toContain('localhost');

    const unaffected = await graphql(system.graphql, '{ venues { nodes { name } } events { nodes { name } } }', { as });
    expect([unaffected.data.venues.nodes.length, unaffected.data.events]).toEqual([4, null]);

    const before = system.services.events.port;
    restarted = await startService(
      serviceParts.events.definition,
      serviceSettings({ ...system.env, PORT_EVENTS: '0' }, serviceParts.events),
    );
    expect(restarted.port).not.toBe(before);
    const inRoot = until(async () => (await hal('GET', system.halGateway)).body._links.event !== undefined);
    const inGraph = until(async () => {
      const response = await graphql(system.graphql, '{ venues { nodes { name events { nodes { name } } } } }', { as });
      return response.errors === undefined && response.data.venues.nodes[0].events.nodes.length === 2;
    });
    await Promise.all([inRoot, inGraph]);
    const linked = until(async () => {
      const venues = await hal('GET', system.href('venue'), { as });
      return venues.body._embedded.venue[0]._links.event?.href.startsWith(restarted?.url);
    });
    await linked;

    running = false;
    await load;
    expect(failures).toEqual([]);
  });
});
