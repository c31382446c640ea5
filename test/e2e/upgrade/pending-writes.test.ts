import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { graphql, hal } from '../../support/clients.ts';
import { testStores, type TestStore } from '../../support/stores.ts';
import {
  collectionNames,
  documentsOf,
  pendingIn,
  problemOf,
  root,
  startOnFixture,
  statuses,
  type UpgradedSystem,
} from './upgraded-system.ts';

const hour = 3_600_000;

describe.each(testStores)(
  'data of version 0.1.0, on $name, before the leases of its pending writes expire,',
  ({ open }) => {
    let store: TestStore;
    let system: UpgradedSystem;
    beforeAll(async () => {
      store = await open();
      system = await startOnFixture(store, { leaseMs: hour, intentionSeconds: 300 });
    });
    afterAll(async () => {
      await system.close();
      await store.close();
    });

    it.each(collectionNames)('shows %s in HAL as before: ids, entity tags, dates, values', async (name) => {
      expect(await documentsOf(system, name)).toEqual(system.recordedResponses.documents[name]);
    });

    it('shows everything in GraphQL as before', async () => {
      const { data, errors } = await graphql(`${system.gateway}/graphql`, system.recordedResponses.query, root);
      expect([errors, data]).toEqual([undefined, system.recordedResponses.data]);
    });

    it('hides documents that are being created', async () => {
      const arriving = collectionNames.flatMap((name) =>
        pendingIn(system, name, 'arriving').map(({ _id }) => `${system.list(name)}/${_id}`),
      );
      expect(arriving).toHaveLength(23);
      expect(new Set(statuses(await Promise.all(arriving.map((url) => hal('GET', url, root)))))).toEqual(
        new Set([404]),
      );
      expect((await hal('GET', system.list('accounts'), { as: 'open1' })).status).toBe(401);
    });

    it('shows the old values of documents that are being changed, and rejects other changes', async () => {
      const changing = (['venues', 'events'] as const).flatMap((name) =>
        pendingIn(system, name, 'changing').map((document) => ({
          document,
          url: `${system.list(name)}/${document._id}`,
        })),
      );
      expect(changing).toHaveLength(4);
      for (const { document, url } of changing) {
        const { body } = await hal('GET', url, root);
        expect(Object.keys(document['_intent'].next).length).toBeGreaterThan(0);
        expect(body._etag).toBe(document['_etag']);
      }
      const change = { as: 'root', body: { name: 'Other' }, headers: { 'if-match': '*' } };
      const responses = await Promise.all(changing.map(({ url }) => hal('PATCH', url, change)));
      expect(statuses(responses)).toEqual(changing.map(() => 503));
    });

    it('shows documents that are being removed, and rejects new references to them', async () => {
      const leaving = collectionNames.map((name) => [name, pendingIn(system, name, 'leaving').length]);
      expect(Object.fromEntries(leaving)).toEqual({ venues: 2, events: 2, registrations: 0, accounts: 1 });
      const event = system.recorded('events', { name: 'Leaving' });
      const responses = await Promise.all([
        system.postEvent('Leaving', '09:00:00'),
        system.postEvent('Leaving, its tombstone written', '09:00:00'),
        system.register(event._id, 'phartman'),
        system.register(system.recorded('events', { name: 'All Hands' })._id, 'leaving'),
      ]);
      expect(responses.map(problemOf)).toEqual(responses.map(() => [503, 'unavailable']));
    });

    it('keeps the old and the new slots of pending writes', async () => {
      const booked = await Promise.all([
        system.postEvent('Workshop', '02:30:00'),
        system.postEvent('Annex', '11:30:00'),
      ]);
      expect(booked.map(problemOf)).toEqual(booked.map(() => [503, 'unavailable']));
      const old = await system.postEvent('Workshop', '11:30:00');
      expect([old.status, old.body.event]).toEqual([409, system.recorded('events', { name: 'Moving, booked' })._id]);
    });

    it('keeps the seats of pending writes, and does not allocate seats that a pending change may remove', async () => {
      const events = ['Popular', 'At the lowered venue'].map((name) => system.recorded('events', { name })._id);
      const rejected = await Promise.all(events.map((event) => system.register(event, 'fwinters')));
      expect(rejected.map(problemOf)).toEqual(rejected.map(() => [503, 'unavailable']));
    });

    it('keeps the Idempotency-Keys of unfinished requests', async () => {
      const repeated = system.recordedResponses.unfinished.map(({ key, body }) =>
        system.post(system.list('venues'), body, { 'idempotency-key': key }),
      );
      expect((await Promise.all(repeated)).map(problemOf)).toEqual(repeated.map(() => [409, 'key-in-use']));
    });
  },
);
