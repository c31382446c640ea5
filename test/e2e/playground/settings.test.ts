import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { getIntrospectionQuery } from 'graphql';
import { gatewaySettings } from '../../../gateway/settings.ts';
import { startGateway, type RunningGateway } from '../../../gateway/start.ts';
import type { RunningService } from '../../../kit/service/start.ts';
import { equipment } from '../../contract/equipment.ts';
import { graphql } from '../../support/clients.ts';
import { startExtraService } from '../../support/extra-service.ts';
import { embeddedStore, embeddedWith, type TestStore } from '../../support/stores.ts';
import { startTestSystem, type TestSystem } from '../../support/system.ts';
import { createRunner, isSubscription, optionsOf, tabsOf } from './page.ts';

const browser = { accept: 'text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8' };

describe('with GRAPHQL_INTROSPECTION=off', () => {
  let system: TestSystem;
  beforeAll(async () => {
    system = await startTestSystem(embeddedWith({ GRAPHQL_INTROSPECTION: 'off' }));
  });
  afterAll(() => system.close());

  const endpoints = () => [system.graphql, `${system.services.venues.url}/graphql`];

  it.each([
    ['the full query', getIntrospectionQuery()],
    ['a single type', '{ __type(name: "Venue") { name } }'],
    ['a fragment', 'query { ...Everything } fragment Everything on Query { __schema { types { name } } }'],
  ])('introspection is rejected: %s', async (_what, query) => {
    for (const endpoint of endpoints()) {
      const { status, data, errors } = await graphql(endpoint, query, { as: 'root' });
      expect([status, data]).toEqual([400, undefined]);
      expect(errors).toHaveLength(1);
      expect(errors?.[0]).toMatchObject({
        message: expect.stringMatching(/^Introspection is disabled: "__(schema|type)" cannot be queried\.$/),
        extensions: { code: 'GRAPHQL_VALIDATION_FAILED' },
      });
    }
  });

  it('error messages contain no suggestions', async () => {
    for (const endpoint of endpoints()) {
      const { errors } = await graphql(endpoint, '{ venue(id: 1) { nam } }', { as: 'root' });
      expect(errors?.[0]?.message).not.toMatch(/did you mean/i);
    }
  });

  it('other queries succeed, and the gateway composes its graph', async () => {
    for (const endpoint of endpoints()) {
      const { data } = await graphql(endpoint, '{ __typename venues { totalCount } }', { as: 'root' });
      expect(data).toEqual({ __typename: 'Query', venues: { totalCount: 4 } });
    }
    expect((await fetch(`${system.services.venues.url}/sdl`)).status).toBe(200);
  });

  it('the playground has no schema, and its example tabs succeed', async () => {
    for (const endpoint of endpoints()) expect(await optionsOf(endpoint)).toMatchObject({ schema: null });
    const tabs = await tabsOf(system.graphql);
    const { run } = createRunner(system.graphql, tabs);
    for (const tab of tabs.filter((each) => !isSubscription(each))) expect((await run(tab)).errors).toBeUndefined();
  });
});

describe('with GRAPHQL_PLAYGROUND=off', () => {
  let store: TestStore;
  let gateway: RunningGateway;
  let service: RunningService;
  beforeAll(async () => {
    store = await embeddedStore.open();
    const env = { ...store.env, PORT_GATEWAY: '0', HY_GATEWAY_URL: 'http://localhost:9', GRAPHQL_PLAYGROUND: 'off' };
    gateway = await startGateway(gatewaySettings(env));
    service = await startExtraService(equipment, env);
  });
  afterAll(async () => {
    await Promise.all([gateway.close(), service.close()]);
    await store.close();
  });

  it.each(['GET', 'HEAD'])('a browser gets 406 with a message in response to %s', async (method) => {
    for (const { url } of [gateway, service]) {
      const response = await fetch(`${url}/graphql`, { method, headers: browser });
      expect([response.status, response.headers.get('vary')]).toEqual([406, expect.stringMatching(/Accept/)]);
      const text = await response.text();
      if (method === 'GET')
        expect(JSON.parse(text)).toMatchObject({
          errors: [
            {
              message: expect.stringMatching(/^Not Acceptable: the playground is disabled/),
              extensions: { code: 'BAD_USER_INPUT' },
            },
          ],
        });
    }
  });

  it('other clients are not affected', async () => {
    const { data } = await graphql(`${service.url}/graphql`, '{ __schema { queryType { name } } }');
    expect(data).toEqual({ __schema: { queryType: { name: 'Query' } } });
  });
});
