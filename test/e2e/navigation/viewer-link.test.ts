import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { hal } from '../../support/clients.ts';
import { embeddedStore } from '../../support/stores.ts';
import { startTestSystem, type TestSystem } from '../../support/system.ts';

describe('the viewer link', () => {
  let system: TestSystem;
  beforeAll(async () => {
    system = await startTestSystem(embeddedStore.open);
  });
  afterAll(() => system.close());

  it("leads from each home to the caller's account, and is absent without credentials", async () => {
    for (const { url } of Object.values(system.services)) {
      const home = await hal('GET', url, { as: 'sheath' });
      const own = await hal('GET', home.body._links['eb:viewer'].href, { as: 'sheath' });
      expect([own.status, own.body.username]).toEqual([200, 'sheath']);
      expect((await hal('GET', url)).body._links['eb:viewer']).toBeUndefined();
    }
  });
});
