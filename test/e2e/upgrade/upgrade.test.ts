import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { decodeJwt, decodeProtectedHeader, importJWK, SignJWT } from 'jose';
import { hal, type HalResult, type HalBody } from '../../support/clients.ts';
import { testStores, type TestStore } from '../../support/stores.ts';
import { until } from '../../support/until.ts';
import type { StoredDocument } from './fixture.ts';
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

const byId = (one: StoredDocument, other: StoredDocument): number => (one._id < other._id ? -1 : 1);

/** Waits until no service has a pending write. */
async function recovered({ services }: UpgradedSystem): Promise<void> {
  const pending = async (): Promise<number> => {
    const read = Object.values(services).map(async ({ url }) => (await fetch(`${url}/health`)).json());
    return (await Promise.all(read)).reduce((sum: number, { intentions }: HalBody) => sum + intentions.pending, 0);
  };
  await until(async () => (await pending()) === 0);
}

describe.each(testStores)(
  'data of version 0.1.0, on $name, after the leases of its pending writes have expired,',
  ({ open }) => {
    let store: TestStore;
    let system: UpgradedSystem;
    beforeAll(async () => {
      store = await open();
      system = await startOnFixture(store, { leaseMs: -60_000, intentionSeconds: 1 });
      await recovered(system);
    });
    afterAll(async () => {
      await system.close();
      await store.close();
    });

    it.each(collectionNames)('shows %s as before, and the documents of committed batches', async (name) => {
      const decided = new Map(system.before.get(`${name}-service/${name}_batches`)?.map((each) => [each._id, each]));
      const committed = pendingIn(system, name, 'arriving').filter(
        ({ _intent }) => decided.get(_intent.batch)?.['state'] === 'committed',
      );
      expect(committed).toHaveLength(2);
      const expected = [...(system.recordedResponses.documents[name] ?? []), ...committed.map(({ _id }) => ({ _id }))];
      const results = await documentsOf(system, name);
      expect([...results].sort(byId)).toEqual(expected.sort(byId).map((each) => expect.objectContaining(each)));
    });

    it('releases the slots of compensated writes, and keeps those of confirmed ones', async () => {
      const free: readonly (readonly [string, string])[] = [
        ...[
          '01:00:00',
          '02:00:00',
          '03:00:00',
          '04:00:00',
          '07:00:00',
          '13:00:00',
          '16:00:00',
          '17:00:00',
          '18:00:00',
        ].map((time) => ['Workshop', time] as const),
        ...['10:00:00', '11:00:00', '12:00:00'].map((time) => ['Annex', time] as const),
      ];
      for (const [venue, time] of free)
        expect([venue, time, (await system.postEvent(venue, time)).status]).toEqual([venue, time, 201]);
      const taken = ['05', '06', '08', '10', '11', '12', '14', '15'].map((hours) => `${hours}:30:00`);
      for (const time of taken)
        expect([time, ...problemOf(await system.postEvent('Workshop', time))]).toEqual([time, 409, 'overlap']);
      const moved = await system.postEvent('Annex', '13:30:00');
      expect([moved.status, moved.body.event]).toEqual([
        409,
        system.recorded('events', { name: 'Moved, not released' })._id,
      ]);
    });

    it.each([
      ['Popular', 2, 3],
      ['Group', 3, 3],
      ['Open batch', 1, 3],
      ['At the lowered venue', 3, 5],
      ['At the sold venue', 2, 3],
      ['Moving, booked', 3, 5],
    ])('counts the seats of %s: %i taken of %i', async (name, taken, capacity) => {
      const { _id } = system.recorded('events', { name });
      const usernames = ['fwinters', 'gjohnson', 'dthibideau', 'manderson', 'hreagan'].slice(0, capacity - taken + 1);
      const responses: HalResult[] = [];
      for (const username of usernames) responses.push(await system.register(_id, username));
      expect(statuses(responses)).toEqual([...usernames.slice(1).map(() => 201), 409]);
      const list = await hal('GET', `${system.list('registrations')}/event/${_id}`, root);
      expect(list.body._meta.total).toBe(capacity);
    });

    it('repeats an existing registration without a change', async () => {
      const { _id } = system.recorded('events', { name: 'Daily Standup' });
      expect((await system.register(_id, 'phartman')).status).toBe(200);
    });

    it('allows references to, and changes of, documents whose pending writes were compensated', async () => {
      expect((await system.postEvent('Leaving', '09:00:00')).status).toBe(201);
      const { _id } = system.recorded('events', { name: 'Leaving' });
      expect(statuses([await system.register(_id, 'leaving')])).toEqual([201]);
      const venue = system.recorded('venues', { name: 'Lowered' });
      const headers = { 'if-match': `"${venue._etag}"` };
      const change = { ...root, body: { capacity: 6 }, headers };
      expect((await hal('PATCH', `${system.list('venues')}/${venue._id}`, change)).status).toBe(200);
    });

    it('keeps the owner of an event', async () => {
      const url = `${system.list('events')}/${system.recorded('events', { name: 'Owned by a member' })._id}`;
      const change = (as: string) =>
        hal('PATCH', url, { as, body: { description: 'Mine' }, headers: { 'if-match': '*' } });
      expect(statuses([await change('clopez'), await change('tgraves')])).toEqual([403, 200]);
    });

    it('responds as before to a repeated removal with the old entity tag', async () => {
      for (const { path, etag, status } of system.recordedResponses.removed) {
        const name = collectionNames.find((each) => path.startsWith(`/${each}/`)) ?? 'venues';
        const remove = (tag: string) =>
          hal('DELETE', new URL(path, system.list(name)).href, { ...root, headers: { 'if-match': tag } });
        expect(statuses([await remove(`"${etag}"`), await remove('"other"')])).toEqual([status, 404]);
      }
    });

    it('responds as before to a repeated creation with its key, and completes an interrupted one', async () => {
      const create = (key: string, body: object) =>
        system.post(system.list('venues'), body, { 'idempotency-key': key });
      for (const { key, body, status, content: before } of system.recordedResponses.keyed) {
        const response = await create(key, body);
        expect([response.status, response.body]).toEqual([status, expect.objectContaining(before)]);
        expect(problemOf(await create(key, { ...body, capacity: 1 }))).toEqual([422, 'key-reused']);
      }
      const requests = system.before.get('venues-service/venues_requests') ?? [];
      const unfinishedIds = requests.filter(({ outcome }) => outcome === null).map(({ firstId }) => firstId as string);
      const ids: string[] = [];
      for (const { key, body } of system.recordedResponses.unfinished) ids.push((await create(key, body)).body._id);
      expect(ids.sort()).toEqual(unfinishedIds.sort());
    });

    it('lets accounts sign in, and accepts tokens that were signed before', async () => {
      const signIn = (as: string) => hal('GET', system.list('accounts'), { as });
      expect(statuses([await signIn('phartman'), await signIn('committed1'), await signIn('open1')])).toEqual([
        200, 200, 401,
      ]);
      const { token } = system.recordedResponses;
      const { kid, alg = '' } = decodeProtectedHeader(token);
      const published = await hal('GET', `${system.services.accounts.url}/jwks`);
      const key = system.before.get('accounts-service/signing_keys')?.find(({ publicKey }) => publicKey.kid === kid);
      expect(published.body.keys).toContainEqual(key?.['publicKey']);
      const renewed = await new SignJWT(decodeJwt(token))
        .setProtectedHeader({ alg, kid: String(kid) })
        .setIssuedAt()
        .setExpirationTime('60s')
        .sign(await importJWK(key?.['privateKey'], alg));
      const authorization = `Bearer ${renewed}`;
      const own = await hal('GET', system.list('accounts'), { headers: { authorization } });
      expect(own.body._embedded.account.map(({ username }: HalBody) => username)).toEqual(['phartman']);
      expect((await hal('GET', system.list('venues'), { headers: { authorization } })).status).toBe(200);
    });

    it("keeps the gateway's registrations of services", async () => {
      const { body } = await hal('GET', `${system.halGateway}/gateway_registrations`, root);
      const results = body._embedded.gateway_registrations.map(({ _id, name, _created }: HalBody) => ({
        _id,
        name,
        _created,
      }));
      expect(results).toEqual(system.recordedResponses.gatewayRegistrations);
      const { _links } = (await hal('GET', system.halGateway)).body;
      expect(Object.keys(_links)).toEqual(expect.arrayContaining(['venue', 'event', 'registration', 'account']));
      expect([_links['leased'].href, _links['unleased'].href]).toEqual(['http://localhost:9/', 'http://localhost:9/']);
    });

    it('leaves no incomplete writes in any collection', async () => {
      const after = await system.stopAndRead();
      expect([...after.keys()]).toEqual(expect.arrayContaining([...system.before.keys()]));
      const all = [...after].flatMap(([name, documents]) => documents.map((document) => ({ name, document })));
      expect(all.filter(({ document }) => document['_intent'] !== undefined)).toEqual([]);
      expect(all.filter(({ name }) => /_(releases|batches)$/.test(name))).toEqual([]);
      const claims = new Map(after.get('events-service/events')?.map(({ _id, _claim }) => [_id, _claim]));
      const bookings = (after.get('events-service/day_schedules') ?? []).flatMap(({ bookings: each }) => each);
      expect(bookings.filter(({ event, token }: HalBody) => claims.get(event) !== token)).toEqual([]);
      expect(new Set(bookings.map(({ event }) => event))).toEqual(new Set(claims.keys()));
      const sold = system.recorded('events', { name: 'At the sold venue' })._id;
      const limits = [system.before, after].map((data) => data.get('registrations-service/limits') ?? []);
      expect(limits.map((all) => all.find(({ _id }) => _id === sold)?.['capacity'])).toEqual([null, 3]);
    });
  },
);
