import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { setTimeout as delay } from 'node:timers/promises';
import type { Document } from '../../../kit/resource/definition/documents.ts';
import { newDocument, newId } from '../../../kit/resource/documents.ts';
import { createPendingWrite, type PendingWrite } from '../../../kit/resource/pending-writes/pending-write.ts';
import { retentionMs } from '../../../kit/resource/journal.ts';
import { openEmbedded } from '../../../kit/store/embedded.ts';
import type { Collection, Index, Store, Stored } from '../../../kit/store/port.ts';
import { startDomainSystem, type DomainSystem } from '../../../scripts/domain.ts';
import { freePorts } from '../../../scripts/system.ts';
import { graphql, hal, type HalBody } from '../../support/clients.ts';
import { generousTimeouts } from '../../support/generous-timeouts.ts';
import { embeddedStore, type TestStore } from '../../support/stores.ts';
import { populateDemo } from '../../support/system.ts';
import { until } from '../../support/until.ts';

const root = { as: 'root' } as const;
const any = { ...root, headers: { 'if-match': '*' } } as const;
const leaseSeconds = 1;
const slot = { date: '2027-05-01', time: '12:00:00', duration: 'PT1H' };

describe('a pending write whose writer crashed', () => {
  let files: TestStore;
  let store: Store;
  let events: Collection<Document>;
  let system: DomainSystem;
  let venue: HalBody;
  /** The names of the collections of all inserts. */
  const inserts: string[] = [];

  async function start(): Promise<void> {
    const env = { ...freePorts, ...generousTimeouts, ...files.env, INTENTION_SECONDS: String(leaseSeconds) };
    const recordingCollection = async <D extends Stored>(
      name: string,
      indexes?: readonly Index[],
    ): Promise<Collection<D>> => {
      const openedStores = await store.collection<D>(name, indexes);
      const insert: typeof openedStores.insert = (documents) => (inserts.push(name), openedStores.insert(documents));
      return { ...openedStores, insert };
    };
    const kept = { ...store, collection: recordingCollection, close: () => Promise.resolve() };
    system = await startDomainSystem(env, { events: { store: kept }, registrations: { store: kept } });
  }
  beforeAll(async () => {
    files = await embeddedStore.open();
    store = await openEmbedded({ directory: undefined });
    events = await store.collection<Document>('events');
    await start();
    await populateDemo(system.halGateway);
    const body = { name: 'Pending writes', capacity: 5 };
    venue = (await hal('POST', `${system.services.venues.url}/venues`, { ...root, body })).body;
  });
  afterAll(async () => {
    await system.close();
    await files.close();
  });

  const url = (path: string): string => `${system.services.events.url}${path}`;
  const eventAt = (values: object, more: object = {}): Document => ({
    ...newDocument({ name: 'Left', venue: venue._id, ...slot, ...values }, { _id: newId(), owner: undefined }),
    ...more,
  });
  const pendingWrite = (
    kind: PendingWrite['kind'],
    leaseMs: number,
    next?: object,
  ): { readonly _intent: PendingWrite } => ({
    _intent: createPendingWrite(kind, next === undefined ? { leaseMs } : { leaseMs, next: { ...next } }),
  });
  const pending = async (): Promise<number> => (await (await fetch(url('/health'))).json()).intentions.pending;
  const metric = async (name: string): Promise<number> => {
    const text = await (await fetch(url('/metrics'))).text();
    return Number(new RegExp(`^event_buddy_${name}\\{[^}]*\\} (\\d+)$`, 'm').exec(text)?.[1]);
  };
  const create = (time: string) =>
    hal('POST', url(`/events/venue/${venue._id}`), { ...root, body: { name: 'New', ...slot, time } });

  it('hides a document that is being created: in both faces, in lists, counts and pages', async () => {
    const document = eventAt({}, pendingWrite('arriving', 60_000));
    await events.insert([document]);
    const list = await hal('GET', url(`/events/venue/${venue._id}`), root);
    expect([list.body._meta.total, list.body._embedded.event]).toEqual([0, []]);
    expect((await hal('GET', url(`/events/${document._id}`), root)).status).toBe(404);
    expect((await hal('DELETE', url(`/events/${document._id}`), any)).status).toBe(404);
    expect((await hal('PUT', url(`/events/${document._id}/register`), { as: 'clopez' })).status).toBe(404);
    const query = `{ event(id: "${document._id}") { name } venue(id: "${venue._id}") { events { totalCount nodes { name } } } }`;
    const response = await graphql(`${system.gateway}/graphql`, query, root);
    expect(response.data).toEqual({ event: null, venue: { events: { totalCount: 0, nodes: [] } } });
    await events.remove({ _id: document._id });
  });

  it('is counted on /health and in the metrics, and is recovered when its lease expires', async () => {
    const recovered = await metric('intentions_finished_total');
    const left = [
      eventAt({}, pendingWrite('arriving', 60_000)),
      eventAt({ time: '15:00:00' }, pendingWrite('leaving', 60_000)),
    ];
    await events.insert(left);
    expect(await pending()).toBe(2);
    expect(await metric('intentions_pending')).toBe(2);
    for (const { _id } of left) await events.update({ _id }, { $set: { '_intent.until': new Date(Date.now() - 1) } });
    await until(async () => (await pending()) === 0);
    expect(await metric('intentions_finished_total')).toBe(recovered + 2);
    const list = await hal('GET', url(`/events/venue/${venue._id}`), root);
    expect(list.body._embedded.event.map(({ time }: HalBody) => time)).toEqual(['15:00:00']);
  });

  it('is recovered by conflicting requests: a change, a removal, and a request for the same slot', async () => {
    const { body: changed } = await create('01:00:00');
    await events.update({ _id: changed._id }, { $set: pendingWrite('changing', -1, { time: '02:00:00' }) });
    expect((await hal('PATCH', changed._links.self.href, { ...any, body: { name: 'Changed' } })).status).toBe(200);
    const { body: removed } = await create('03:00:00');
    await events.update({ _id: removed._id }, { $set: pendingWrite('leaving', -1) });
    expect((await hal('DELETE', removed._links.self.href, any)).status).toBe(200);
    const { body: moving } = await create('04:00:00');
    await events.update({ _id: moving._id }, { $set: pendingWrite('leaving', -1) });
    expect((await create('04:30:00')).status).toBe(409);
    expect((await hal('PUT', moving._links.register.href, { as: 'clopez' })).status).toBe(201);
  });

  it('delays conflicting requests, which then fail with 503 and Retry-After', async () => {
    const { body: event } = await create('06:00:00');
    await events.update({ _id: event._id }, { $set: pendingWrite('leaving', 60_000) });
    const responses = await Promise.all([
      hal('PATCH', event._links.self.href, { ...any, body: { name: 'Changed' } }),
      hal('PUT', event._links.register.href, { as: 'clopez' }),
    ]);
    for (const { status, headers, body } of responses)
      expect([status, headers.get('retry-after'), body.type]).toEqual([
        503,
        '1',
        expect.stringMatching(/unavailable$/),
      ]);
    await events.update({ _id: event._id }, { $unset: { _intent: true } });
    expect((await hal('PUT', event._links.register.href, { as: 'clopez' })).status).toBe(201);
  });

  it('is polled by a conflicting request, which inserts nothing until the pending write is gone', async () => {
    const { body: event } = await create('07:00:00');
    await events.update({ _id: event._id }, { $set: pendingWrite('leaving', 60_000) });
    inserts.length = 0;
    const registering = hal('PUT', event._links.register.href, { as: 'clopez' });
    const registrations = () => inserts.filter((name) => name === 'registrations').length;
    await until(() => registrations() > 0);
    await delay(500);
    expect(registrations()).toBe(1);
    await events.update({ _id: event._id }, { $unset: { _intent: true } });
    expect((await registering).status).toBe(201);
  });

  it('that had recorded the removal of an older version leaves the record of the next removal right', async () => {
    const event = (await create('16:00:00')).body;
    const tombstones = await store.collection<Stored & { etag: string; at: Date }>('events_departures');
    await tombstones.insert([{ _id: event._id, etag: 'older', at: new Date() }]);
    const remove = (etag: string) => hal('DELETE', event._links.self.href, { ...root, headers: { 'if-match': etag } });
    const etag = `"${event._etag}"`;
    const statuses = [(await remove(etag)).status, (await remove(etag)).status, (await remove('"older"')).status];
    expect(statuses).toEqual([200, 200, 404]);
  });

  it('is recovered when the service starts, which also purges expired records and backfills claims', async () => {
    const unclaimed = eventAt({ time: '08:00:00' });
    const stuck = eventAt({ time: '10:00:00' }, pendingWrite('arriving', -1));
    await events.insert([unclaimed, stuck]);
    const tombstones = await store.collection<Stored & { at: Date }>('events_departures');
    const limits = await store.collection<Stored & { at: Date }>('limits');
    for (const kept of [tombstones, limits])
      await kept.insert([{ _id: 'expired', at: new Date(Date.now() - retentionMs - 1000) }]);
    await system.close();
    await start();
    expect((await create('08:30:00')).body).toMatchObject({ status: 409, event: unclaimed._id });
    await until(async () => (await pending()) === 0);
    expect(await events.findOne({ _id: stuck._id })).toBeUndefined();
    for (const kept of [tombstones, limits]) expect(await kept.findOne({ _id: 'expired' })).toBeUndefined();
  });
});
