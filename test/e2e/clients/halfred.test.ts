import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import halfred from 'halfred';
import { hal, type HalBody } from '../../support/clients.ts';
import { embeddedStore } from '../../support/stores.ts';
import { startTestSystem, type TestSystem } from '../../support/system.ts';

let system: TestSystem;
beforeAll(async () => {
  halfred.enableValidation();
  system = await startTestSystem(embeddedStore.open);
});
afterAll(() => system.close());

const get = async (url: string): Promise<HalBody> => (await hal('GET', url, { as: 'root' })).body;

describe('halfred', () => {
  it('validates every kind of document without issues', async () => {
    const root = await get(system.halGateway);
    const list = await get(`${root._links.venue.href}?embed=event`);
    const item = await get(list._embedded.venue[0]._links.self.href);
    const empty = await get(`${root._links.venue.href}?page=9`);
    const form = await get(list._links['create-form'].href);
    const edit = await get(item._links['edit-form'].href);
    const home = await get(root._links.service[0].href);
    const registrations = await get(root._links.gateway_registrations.href);
    for (const document of [root, list, item, empty, form, edit, home, registrations])
      expect(halfred.parse(document).validationIssues()).toEqual([]);
  });

  it('reads links, arrays of links, and embedded resources, including empty ones', async () => {
    const root = halfred.parse(await get(system.halGateway));
    expect(root.linkArray('service')).toHaveLength(4);
    const venues = root.link('venue')?.href ?? '';
    const list = halfred.parse(await get(venues));
    expect([list.link('search')?.templated, list.embeddedArray('venue')?.length]).toEqual([true, 4]);
    expect(halfred.parse(await get(`${venues}?page=9`)).embeddedArray('venue')).toEqual([]);
  });
});
