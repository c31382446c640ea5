import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { getIntrospectionQuery } from 'graphql';
import { gatewaySettings } from '../../../gateway/settings.ts';
import { startGateway, type RunningGateway } from '../../../gateway/start.ts';
import { startService, type RunningService } from '../../../kit/service/start.ts';
import { serviceSettings } from '../../../kit/service/settings.ts';
import { equipment } from '../../contract/equipment.ts';
import { graphql } from '../../support/clients.ts';
import { testStores, type TestStore } from '../../support/stores.ts';
import { startTestSystem, type TestSystem } from '../../support/system.ts';
import { createRunner, optionsOf, tabsOf } from './page.ts';
import { product } from '../../../product/product.ts';

const { open } = testStores[0]!;
// A page is 9 MB, which are compressed when it is first asked for.
jest.setTimeout(120_000);
const browser = { accept: 'text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8' };

describe('with GRAPHQL_INTROSPECTION=off', () => {
  let system: TestSystem;
  beforeAll(async () => {
    system = await startTestSystem(async () => {
      const store = await open();
      return { ...store, env: { ...store.env, GRAPHQL_INTROSPECTION: 'off' } };
    });
  });
  afterAll(() => system.close());

  const places = () => [system.graphql, `${system.services.venues.url}/graphql`];

  it.each([
    ['all of it', getIntrospectionQuery()],
    ['a part of it', '{ __type(name: "Venue") { name } }'],
    [
      'a part of it in a fragment',
      'query { ...Everything } fragment Everything on Query { __schema { types { name } } }',
    ],
  ])('the schema is not told: %s', async (_what, query) => {
    for (const place of places()) {
      const { status, data, errors } = await graphql(place, query, { as: 'root' });
      expect([status, data]).toEqual([400, undefined]);
      expect(errors).toHaveLength(1);
      expect(errors?.[0]).toMatchObject({
        message: expect.stringMatching(/^Introspection is disabled: "__(schema|type)" cannot be queried\.$/),
        extensions: { code: 'GRAPHQL_VALIDATION_FAILED' },
      });
    }
  });

  it('a message does not tell it either', async () => {
    for (const place of places()) {
      const { errors } = await graphql(place, '{ venue(id: 1) { nam } }', { as: 'root' });
      expect(errors?.[0]?.message).not.toMatch(/did you mean/i);
    }
  });

  it('everything else is answered, and the gateway has composed its graph', async () => {
    for (const place of places()) {
      const { data } = await graphql(place, '{ __typename venues { totalCount } }', { as: 'root' });
      expect(data).toEqual({ __typename: 'Query', venues: { totalCount: 4 } });
    }
    expect((await fetch(`${system.services.venues.url}/sdl`)).status).toBe(200);
  });

  it('the playground does not ask for it, and tells its story', async () => {
    for (const place of places()) expect(await optionsOf(place)).toMatchObject({ schema: null });
    const tabs = await tabsOf(system.graphql);
    const run = createRunner(system.graphql, tabs);
    for (const tab of tabs) expect((await run(tab)).errors).toBeUndefined();
  });
});

describe('with GRAPHQL_PLAYGROUND=off', () => {
  let store: TestStore;
  let gateway: RunningGateway;
  let service: RunningService;
  beforeAll(async () => {
    store = await open();
    const env = { ...store.env, PORT_GATEWAY: '0', HY_GATEWAY_URL: 'http://localhost:9', GRAPHQL_PLAYGROUND: 'off' };
    gateway = await startGateway(gatewaySettings(env));
    service = await startService(
      equipment,
      serviceSettings(env, { name: 'equipment-service', port: 0, portVariable: 'NONE', product }),
    );
  });
  afterAll(async () => {
    await Promise.all([gateway.close(), service.close()]);
    await store.close();
  });

  it.each(['GET', 'HEAD'])('a browser is told so in answer to a %s', async (method) => {
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

  it('programs are answered as ever', async () => {
    const { data } = await graphql(`${service.url}/graphql`, '{ __schema { queryType { name } } }');
    expect(data).toEqual({ __schema: { queryType: { name: 'Query' } } });
  });
});
