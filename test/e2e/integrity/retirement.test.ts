import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createHttpClient } from '../../../kit/http/client.ts';
import { serviceSecretOf } from '../../../kit/service/settings/shared.ts';
import { readSettings } from '../../../kit/util/settings/setting.ts';
import { product } from '../../../product/product.ts';
import { resetSystem } from '../../../scripts/reset-system.ts';
import { retireService, RetirementError } from '../../../scripts/retire-service.ts';
import { equipment } from '../../contract/equipment.ts';
import { hal } from '../../support/clients.ts';
import { serviceParts } from '../../support/parts.ts';
import { startExtraService } from '../../support/extra-service.ts';
import { embeddedStore } from '../../support/stores.ts';
import { rootPassword, startTestSystem, type TestSystem } from '../../support/system.ts';

const root = { as: 'root' } as const;
const any = { ...root, headers: { 'if-match': '*' } } as const;

describe('a service that refers to documents', () => {
  let system: TestSystem;
  const client = createHttpClient({ timeoutMs: 30_000 });
  beforeAll(async () => {
    system = await startTestSystem(embeddedStore.open);
  });
  afterAll(async () => {
    await client.close();
    await system.close();
  });

  const retire = async (name: string): Promise<readonly string[]> => {
    const lines: string[] = [];
    const { secret } = readSettings({ secret: serviceSecretOf(product) }, {});
    const settings = {
      client,
      gatewayUrl: system.halGateway,
      secret,
      product,
      progress: (line: string) => lines.push(line),
    };
    await retireService(name, settings);
    return lines;
  };

  it('keeps them from going while it is away, until it is retired; a reset says what holds them', async () => {
    const service = await startExtraService(equipment, system.env);
    await service.registered();
    const { body: venue } = await hal('POST', system.href('venue'), { ...root, body: { name: 'Held', capacity: 1 } });
    const body = { name: 'Projector', condition: 'new' };
    await hal('POST', `${service.url}/equipmentItems/venue/${venue._id}`, { ...root, body });
    const reset = { client, gatewayUrl: system.halGateway, rootPassword, confirm: async () => true };
    const registrations = async () => (await hal('GET', system.href('registration'), root)).body._meta.total as number;
    const before = await registrations();
    await expect(resetSystem({ ...reset, progress: () => undefined })).rejects.toThrow(
      /the collection equipment has 1 that refer to venues\. Nothing was changed/,
    );
    expect([before, await registrations()]).toEqual([4, 4]);
    await expect(retire('equipment')).rejects.toThrow(RetirementError);
    await service.close();
    const remove = () => hal('DELETE', venue._links.self.href, any);
    expect(await remove()).toMatchObject({ status: 503 });
    await expect(retire('equipmnt')).rejects.toThrow(
      /^Nothing is known of equipmnt-service: it is already retired, or misspelt\. Did you mean equipment-service\? The services are accounts-service, .*equipment-service, /,
    );
    expect(await remove()).toMatchObject({ status: 503 });
    expect(await retire('equipment')).toEqual([
      'the HAL gateway has retired equipment-service',
      'venues-service no longer asks equipment-service before removals',
    ]);
    await expect(retire('equipment')).rejects.toThrow('Nothing is known of equipment-service: it is already retired');
    expect(await remove()).toMatchObject({ status: 200 });
  });

  it('is emptied by a reset before what it refers to, if it is a resource of the system', async () => {
    const service = await startExtraService(equipment, system.env);
    await service.registered();
    const venue = (await hal('GET', system.href('venue'), root)).body._embedded.venue[0];
    const body = { name: 'Projector', condition: 'new' };
    const list = `${service.url}/equipmentItems/venue/${venue._id}`;
    expect(await hal('POST', list, { ...root, body })).toMatchObject({ status: 201 });
    const definitions = [...Object.values(serviceParts).map(({ definition }) => definition), equipment];
    const lines: string[] = [];
    const settings = { client, gatewayUrl: system.halGateway, rootPassword, confirm: async () => true, definitions };
    expect(await resetSystem({ ...settings, progress: (line) => lines.push(line) })).toBe(true);
    const removed = lines.filter((line) => line.startsWith('removed ')).map((line) => line.slice('removed '.length));
    expect(removed.indexOf('equipment: 1')).toBeLessThan(removed.findIndex((line) => line.startsWith('venue: ')));
    expect(removed).toHaveLength(5);
    await service.close();
  });
});
