import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { setTimeout as delay } from 'node:timers/promises';
import { hal } from '../../support/clients.ts';
import { openOn, startRecordedSystem, type RecordedSystem } from '../../support/recorded-system.ts';
import { testStores, type TestStore } from '../../support/stores.ts';

const callers = ['phartman', 'clopez', 'manderson'] as const;

describe.each(testStores)('the seats of one event, on $name,', ({ open }) => {
  let store: TestStore;
  let system: RecordedSystem;
  beforeAll(async () => {
    store = await open();
    system = await startRecordedSystem({}, openOn(store));
  });
  afterAll(async () => {
    await system.close();
    await store.close();
  });

  /** Returns the event with a free seat, for which `clopez` is not registered. */
  async function standup() {
    const { body } = await hal('GET', `${system.services.events.url}/events`, { as: 'clopez' });
    return body._embedded.event.find(({ name }: { name: string }) => name === 'Daily Standup');
  }

  it('read a thousand times cost ten reads a second, and tell everything that was written before', async () => {
    const { _id: event, _links: links } = await standup();
    const url = `${system.services.registrations.url}/registrations/seats/${event}`;
    let written = { taken: 4, mine: false };
    const readers: Promise<void>[] = [];
    Object.values(system.stores).forEach(({ reads }) => (reads.length = 0));
    const startedAt = performance.now();
    for (let count = 0; count < 1000; count++) {
      const as = callers[count % callers.length] ?? 'clopez';
      const { taken, mine } = written;
      readers.push(
        hal('GET', url, { as }).then(({ status, body }) => {
          expect(status).toBe(200);
          expect(body.taken).toBeGreaterThanOrEqual(taken);
          if (as === 'clopez') expect(body.mine || !mine).toBe(true);
          else expect(body.mine).toBe(as === 'phartman');
        }),
      );
      if (count % 20 === 0) await delay(20);
      if (count !== 500) continue;
      expect((await hal('PUT', links.register.href, { as: 'clopez' })).status).toBe(201);
      written = { taken: 5, mine: true };
    }
    await Promise.all(readers);
    const seconds = Math.ceil((performance.now() - startedAt) / 1000);
    const readsOf = (service: string, read: string): number =>
      system.stores[service]?.reads.filter((each) => each === read).length ?? 0;
    expect(readsOf('registrations', 'countGroups registrations')).toBeLessThanOrEqual(10 * seconds);
    // A registration reads once or twice, too.
    expect(readsOf('registrations', 'find registrations')).toBeLessThanOrEqual(10 * seconds + 5);
    expect(readsOf('events', 'find events')).toBeLessThanOrEqual(10 * seconds + 5);
    expect(readsOf('venues', 'find venues')).toBeLessThanOrEqual(10 * seconds + 5);
  });
});
