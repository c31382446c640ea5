import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { recordOperations } from '../../test/support/recording.ts';
import { openEmbedded } from '../store/embedded.ts';
import type { Collection, Store } from '../store/port.ts';
import { openReferrers, type Referrer } from './referrers.ts';

const book: Referrer = {
  resource: 'book',
  relation: 'shelf',
  inverse: 'book',
  plural: 'bookItems',
  onRemoval: 'restrict',
};
const map: Referrer = { resource: 'map', relation: 'place', onRemoval: 'cascade' };

describe('the referrers of a resource', () => {
  let store: Store;
  let documents: Collection;
  beforeEach(async () => {
    store = await openEmbedded({ directory: undefined });
    documents = await store.collection('shelves');
  });
  afterEach(() => store.close());

  const open = (announcementMs = 60_000) => openReferrers(store, { plural: 'shelves', documents }, { announcementMs });
  const all = async (referrers: Awaited<ReturnType<typeof open>>) => {
    const found = await referrers.all();
    if (!found.ok) throw new Error(found.problem.detail);
    return found.value;
  };

  it('are stored when a service tells them, once for each relation', async () => {
    const referrers = await open();
    await referrers.remember('books-service', [book, book]);
    await referrers.remember('maps-service', [map]);
    expect(await all(await open())).toMatchObject([
      { ...book, service: 'books-service' },
      { ...map, service: 'maps-service' },
    ]);
  });

  it('change when their service tells something else', async () => {
    const referrers = await open();
    await referrers.remember('books-service', [book]);
    await referrers.remember('books-service', [{ ...book, onRemoval: 'cascade' }]);
    expect(await all(referrers)).toMatchObject([{ resource: 'book', onRemoval: 'cascade' }]);
  });

  it('are forgotten when their service is retired, unless it asks again before', async () => {
    const referrers = await open();
    await referrers.remember('books-service', [book]);
    await referrers.remember('maps-service', [map]);
    expect(await referrers.services()).toEqual(['books-service', 'maps-service']);
    expect(await referrers.retire('books-service')).toBe(1);
    expect(await referrers.services()).toEqual(['maps-service']);
    expect(await all(referrers)).toMatchObject([map]);
    const retiring = referrers.retire('maps-service');
    const another = await open();
    await another.remember('maps-service', [map]);
    expect(await retiring).toBe(0);
    expect(await all(referrers)).toMatchObject([map]);
  });

  it('are read once for removals that come at the same time', async () => {
    const recorded = recordOperations(store);
    const referrers = await openReferrers(recorded, { plural: 'shelves', documents }, { announcementMs: 60_000 });
    await referrers.remember('books-service', [book]);
    recorded.reads.length = 0;
    const found = await Promise.all(Array.from({ length: 20 }, () => all(referrers)));
    expect(recorded.reads).toEqual(['find shelves_referrers']);
    for (const each of found) expect(each).toMatchObject([book]);
  });

  it('of documents that an earlier version stored are unknown until all services had the time to tell them', async () => {
    await documents.insert([{ _id: '1' }]);
    expect(await (await open()).all()).toMatchObject({ ok: false, problem: { transient: true } });
    expect(await all(await open(0))).toEqual([]);
    expect(await all(await open())).toEqual([]);
  });
});
