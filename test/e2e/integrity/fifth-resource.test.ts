import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { toOne, type RemovalEffect } from '../../../kit/resource/definition/relations.ts';
import type { Definition } from '../../../kit/resource/definition/definition.ts';
import type { RunningService } from '../../../kit/service/start.ts';
import { equipment } from '../../contract/equipment.ts';
import { hal, type HalResult, type HalBody } from '../../support/clients.ts';
import { startExtraService } from '../../support/extra-service.ts';
import { embeddedStore } from '../../support/stores.ts';
import { startTestSystem, type TestSystem } from '../../support/system.ts';

const root = { as: 'root' } as const;
const any = { ...root, headers: { 'if-match': '*' } } as const;

/** Returns the equipment definition, which adds a relation to venues, with this `onRemoval`. */
function equipmentThat(onRemoval: RemovalEffect): Definition {
  const documentation = { title: 'Equipment', description: 'The equipment of the venue.' };
  const inverse = { name: 'equipment', ...documentation };
  return { ...equipment, relations: { venue: toOne('venue', { ...documentation, parent: true, inverse, onRemoval }) } };
}

describe.each(['restrict', 'cascade'] as const)('a fifth resource with onRemoval %s', (onRemoval) => {
  let system: TestSystem;
  let service: RunningService;
  let count = 0;

  beforeAll(async () => {
    system = await startTestSystem(embeddedStore.open);
    service = await startExtraService(equipmentThat(onRemoval), system.env);
    await service.registered();
    await system.services.venues.refreshRoot();
  });
  afterAll(async () => {
    await service.close();
    await system.close();
  });

  const newVenue = async (): Promise<HalBody> =>
    (
      await hal('POST', `${system.services.venues.url}/venues`, {
        ...root,
        body: { name: `Fifth ${count++}`, capacity: 1 },
      })
    ).body;
  const newEquipment = (at: HalBody): Promise<HalResult> => {
    const body = { name: 'Projector', condition: 'new' };
    return hal('POST', `${service.url}/equipmentItems/venue/${at._id}`, { ...root, body });
  };
  const remove = (document: HalBody) => hal('DELETE', document._links.self.href, any);
  const statusOf = async (document: HalBody): Promise<number> =>
    (await hal('GET', document._links.self.href, root)).status;

  it('adds a link, an embed, a relation and a parameter to the resource that it refers to', async () => {
    const venues = system.services.venues.url;
    const newPlace = await newVenue();
    await newEquipment(newPlace);
    const { body } = await hal('GET', `${newPlace._links.self.href}?embed=equipment.venue`, root);
    expect(body._links.equipment).toEqual({
      href: `${service.url}/equipmentItems/venue/${newPlace._id}`,
      title: 'Equipment',
    });
    expect((await hal('GET', body._links.equipment.href, root)).body._meta.total).toBe(1);
    expect(body._embedded.equipment).toMatchObject([
      { name: 'Projector', _embedded: { venue: { _id: newPlace._id } } },
    ]);
    expect((await hal('GET', `${venues}/relations/equipment`)).body.description).toMatch(/^The equipment of the venue/);
    const { components } = (await hal('GET', `${venues}/openapi.json`)).body;
    expect(components.parameters.Embed.description).toMatch(/^Relations to embed: equipment, event;/);
    expect(components.schemas.Venue.properties._embedded.properties).toHaveProperty('equipment');
  });

  it('restricts or cascades the removal of the document that it refers to', async () => {
    const newPlace = await newVenue();
    const { body: item } = await newEquipment(newPlace);
    const removed = await remove(newPlace);
    const remaining = [await statusOf(newPlace), await statusOf(item)];
    expect([removed.status, ...remaining]).toEqual(onRemoval === 'restrict' ? [409, 200, 200] : [200, 404, 404]);
    if (onRemoval === 'restrict') expect(removed.body.holders).toMatchObject([{ relation: 'equipment', count: 1 }]);
  });

  it('stays whole if another resource restricts the removal', async () => {
    const newPlace = await newVenue();
    const { body: item } = await newEquipment(newPlace);
    const event = { name: 'All Hands', date: '2031-05-06', time: '10:00', duration: 'PT1H' };
    const held = await hal('POST', `${system.services.events.url}/events/venue/${newPlace._id}`, {
      ...root,
      body: event,
    });
    expect(held.status).toBe(201);
    const removed = await remove(newPlace);
    expect([removed.status, await statusOf(newPlace), await statusOf(item)]).toEqual([409, 200, 200]);
    expect(removed.body.holders.map(({ relation }: HalBody) => relation)).toContain('event');
    await remove(held.body);
  });

  it('is never orphaned by concurrent requests', async () => {
    for (let round = 0; round < 10; round++) {
      const newPlace = await newVenue();
      const [created, removed] = await Promise.all([newEquipment(newPlace), remove(newPlace)]);
      const [venueStatus, items] = await Promise.all([
        statusOf(newPlace),
        hal('GET', `${service.url}/equipmentItems?where={"_venue_ref":"${newPlace._id}"}`, root),
      ]);
      expect(venueStatus).toBe(removed.status === 200 ? 404 : 200);
      expect(items.body._meta.total).toBe(removed.status === 200 ? 0 : 1);
      expect([201, 404]).toContain(created.status);
    }
  });
});
