import { beforeEach, describe, expect, it, jest } from '@jest/globals';
import { setTimeout as delay } from 'node:timers/promises';
import { root } from '../../access/caller.ts';
import { anyone } from '../../access/policy.ts';
import { openEmbedded } from '../../store/embedded.ts';
import type { Store, Stored } from '../../store/port.ts';
import { createLog } from '../../util/log.ts';
import type { OperationContext } from '../definition/context.ts';
import { defineResource } from '../definition/define-resource.ts';
import type { Document } from '../definition/documents.ts';
import { newDocument, newId } from '../documents.ts';
import { text } from '../fields/index.ts';
import { defaultLimits } from '../limits.ts';
import { succeed } from '../problems.ts';
import { openResource, type Resource } from '../resource.ts';
import { createPendingWrite, type PendingWrite } from './pending-write.ts';

const leaseMs = 100;
const twoHoursMs = 7_200_000;
const policies = { read: anyone, create: anyone, change: anyone, remove: anyone, empty: anyone };
const note = defineResource({
  name: 'note',
  summary: 'A note.',
  fields: { name: text({ title: 'Name', description: 'The name.', max: 50 }) },
  policies,
});

interface JournalRecord extends Stored {
  readonly [name: string]: unknown;
}

describe('the lease of a writer that died while its clock was two hours ahead', () => {
  let store: Store;
  let resource: Resource;
  const context = { caller: root } as unknown as OperationContext;
  const documents = () => store.collection<Document>('notes');
  const insert = async (until: number, kind: PendingWrite['kind'] = 'arriving'): Promise<string> => {
    const _intent = { ...createPendingWrite(kind, { leaseMs }), until: new Date(until) };
    const document = newDocument({ name: 'Left' }, { _id: newId(), owner: undefined });
    await (await documents()).insert([{ ...document, _intent }]);
    return document._id;
  };
  const stored = async (_id: string) => (await documents()).findOne({ _id });
  const recoverExpired = () => resource.maintenance.recoverExpired();
  beforeEach(async () => {
    store = await openEmbedded({ directory: undefined });
    const settings = {
      leaseMs,
      hashConcurrency: 1,
      announcementMs: 0,
      systemContext: context,
      limits: defaultLimits,
      log: createLog('test'),
    };
    resource = await openResource(note, store, settings);
  });

  it('ends when it was not renewed for as long as a lease', async () => {
    const id = await insert(Date.now() + twoHoursMs);
    await recoverExpired();
    expect(await stored(id)).toBeDefined();
    await delay(leaseMs + 20);
    await recoverExpired();
    expect(await stored(id)).toBeUndefined();
  });

  it('does not end while it is renewed', async () => {
    const id = await insert(Date.now() + twoHoursMs);
    for (let renewal = 1; renewal < 6; renewal++) {
      await recoverExpired();
      const until = new Date(Date.now() + twoHoursMs + renewal);
      await (await documents()).update({ _id: id }, { $set: { '_intent.until': until } });
      await delay(leaseMs / 2);
    }
    expect(await stored(id)).toBeDefined();
  });

  it('does not block others: who meets it recovers it', async () => {
    const id = await insert(Date.now() + twoHoursMs, 'leaving');
    const read = ({ _etag }: Document) => succeed({ ifMatch: [_etag], input: { name: 'Changed' } });
    expect(await resource.change({ id, mode: 'merge', read }, context)).toMatchObject({ value: { name: 'Changed' } });
  });

  it('keeps no batch open and no compensation', async () => {
    const at = new Date(Date.now() + twoHoursMs);
    const batches = await store.collection<JournalRecord>('notes_batches');
    const releases = await store.collection<JournalRecord>('notes_releases');
    await batches.insert([{ _id: 'batch', state: 'open', at }]);
    await releases.insert([{ _id: 'release', token: 'token', document: { _id: 'gone' }, at }]);
    await recoverExpired();
    expect([await batches.count({}), await releases.count({})]).toEqual([1, 1]);
    await delay(leaseMs + 20);
    await recoverExpired();
    expect([await batches.count({}), await releases.count({})]).toEqual([0, 0]);
  });

  it('frees its idempotency key', async () => {
    const request = { list: undefined, inputs: [{ name: 'Once' }], isBatch: false, read: succeed };
    const create = () => resource.create({ ...request, idempotency: { key: 'key', scope: '' } }, context);
    const first = await create();
    const records = await store.collection<JournalRecord>('notes_requests');
    await records.updateMany({}, { $set: { outcome: null, until: new Date(Date.now() + twoHoursMs) } });
    jest.useFakeTimers({ doNotFake: ['setImmediate', 'nextTick', 'queueMicrotask'] });
    try {
      const refused = create();
      await jest.advanceTimersByTimeAsync(10_000);
      expect(await refused).toMatchObject({ problem: { kind: { name: 'KeyInUse' } } });
      await jest.advanceTimersByTimeAsync(30_000);
      expect(await create()).toEqual(first);
    } finally {
      jest.useRealTimers();
    }
  });
});
