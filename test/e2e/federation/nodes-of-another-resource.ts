import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { RunningService } from '../../../kit/service/start.ts';
import { equipment } from '../../contract/equipment.ts';
import { graphql, hal } from '../../support/clients.ts';
import { startExtraService } from '../../support/extra-service.ts';
import { embeddedStore } from '../../support/stores.ts';
import { startTestSystem, type TestSystem } from '../../support/system.ts';
import { until } from '../../support/until.ts';

const asRoot = { as: 'root' } as const;

describe('node, while another resource joins and leaves', () => {
  let system: TestSystem;
  let service: RunningService;
  let ids: { readonly item: string; readonly venue: string };

  const query = (id: string) =>
    graphql(system.graphql, 'query ($id: ID!) { node(id: $id) { __typename } }', { ...asRoot, variables: { id } });
  const typeOf = async (id: string): Promise<unknown> => (await query(id)).data.node?.__typename;

  beforeAll(async () => {
    system = await startTestSystem(embeddedStore.open);
    service = await startExtraService(equipment, system.env);
    await service.registered();
    await service.refreshRoot();
    const create = async (url: string, body: object): Promise<string> =>
      (await hal('POST', url, { ...asRoot, body })).body._id;
    const venue = await create(`${system.services.venues.url}/venues`, { name: 'Node', capacity: 1 });
    const items = `${service.url}/equipmentItems/venue/${venue}`;
    ids = { venue, item: await create(items, { name: 'Projector', condition: 'new' }) };
  });
  afterAll(async () => {
    await service.close();
    await system.close();
  });

  it('looks up its documents, without a line for it', async () => {
    await until(async () => (await typeOf(ids.item)) === 'Equipment');
    const text = 'query ($id: ID!) { node(id: $id) { id ... on Equipment { name venue { name } } } }';
    const { data, errors } = await graphql(system.graphql, text, { ...asRoot, variables: { id: ids.item } });
    expect([data.node, errors]).toEqual([{ id: ids.item, name: 'Projector', venue: { name: 'Node' } }, undefined]);
  });

  it('still looks up the others when it has left, and says that it is unavailable', async () => {
    await service.close();
    expect(await typeOf(ids.venue)).toBe('Venue');
    const { data, errors } = await query(ids.item);
    expect([data, errors?.map(({ path, extensions }) => [path, extensions.service])]).toEqual([
      { node: null },
      [[['node'], 'equipment-service']],
    ]);
  });
});
