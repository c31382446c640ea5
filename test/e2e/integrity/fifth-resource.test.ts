import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { toMany } from '../../../kit/resource/definition/relations.ts';
import type { Definition } from '../../../kit/resource/definition/definition.ts';
import type { RunningService } from '../../../kit/service/start.ts';
import { venue } from '../../../subgraphs/venues/venue.ts';
import { equipment } from '../../contract/equipment.ts';
import { hal, type HalResult, type HalBody } from '../../support/clients.ts';
import { startExtraService } from '../../support/extra-service.ts';
import { testStores } from '../../support/stores.ts';
import { startTestSystem, type TestSystem } from '../../support/system.ts';

const root = { as: 'root' } as const;
const any = { ...root, headers: { 'if-match': '*' } } as const;

/** Returns the venue definition with a relation to the equipment that has this `onRemoval`. */
const venuesThat = (onRemoval: 'restrict' | 'cascade'): Definition => {
  const options = { by: 'venue', title: 'Equipment', description: 'The equipment of the venue.', onRemoval };
  return { ...venue, relations: { ...venue.relations, equipment: toMany('equipment', options) } };
};

describe.each(['restrict', 'cascade'] as const)('a fifth resource with onRemoval %s', (onRemoval) => {
  let system: TestSystem;
  const running: RunningService[] = [];
  let count = 0;

  beforeAll(async () => {
    system = await startTestSystem(testStores[0]!.open);
    await system.services.venues.close();
    running.push(
      await startExtraService(venuesThat(onRemoval), system.env, 'venues-service'),
      await startExtraService(equipment, system.env),
    );
    await Promise.all(running.map((service) => service.registered()));
    // Services read the root every 200 ms: wait until both have discovered each other.
    for (let areDiscovered = false; !areDiscovered;) {
      const newPlace = await newVenue();
      const statuses = [(await newEquipment(newPlace)).status, (await remove(newPlace)).status];
      areDiscovered = !statuses.includes(503);
    }
  }, 60_000);
  afterAll(async () => {
    await Promise.all(running.map((service) => service.close()));
    await system.close();
  });

  const newVenue = async (): Promise<HalBody> =>
    (await hal('POST', `${running[0]!.url}/venues`, { ...root, body: { name: `Fifth ${count++}`, capacity: 1 } })).body;
  const newEquipment = (at: HalBody): Promise<HalResult> => {
    const body = { name: 'Projector', condition: 'new' };
    return hal('POST', `${running[1]!.url}/equipmentItems/venue/${at._id}`, { ...root, body });
  };
  const remove = (document: HalBody) => hal('DELETE', document._links.self.href, any);
  const statusOf = async (document: HalBody): Promise<number> =>
    (await hal('GET', document._links.self.href, root)).status;

  it('restricts or cascades the removal of the document that it refers to', async () => {
    const newPlace = await newVenue();
    const { body: item } = await newEquipment(newPlace);
    const removed = await remove(newPlace);
    const remaining = [await statusOf(newPlace), await statusOf(item)];
    expect([removed.status, ...remaining]).toEqual(onRemoval === 'restrict' ? [409, 200, 200] : [200, 404, 404]);
    if (onRemoval === 'restrict') expect(removed.body.holders).toMatchObject([{ relation: 'equipment', count: 1 }]);
  });

  it('is never orphaned by concurrent requests', async () => {
    for (let round = 0; round < 10; round++) {
      const newPlace = await newVenue();
      const [created, removed] = await Promise.all([newEquipment(newPlace), remove(newPlace)]);
      const [venueStatus, items] = await Promise.all([
        statusOf(newPlace),
        hal('GET', `${running[1]!.url}/equipmentItems?where={"_venue_ref":"${newPlace._id}"}`, root),
      ]);
      expect(venueStatus).toBe(removed.status === 200 ? 404 : 200);
      expect(items.body._meta.total).toBe(removed.status === 200 ? 0 : 1);
      expect([201, 404]).toContain(created.status);
    }
  }, 60_000);
});
