import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { block } from '../../test/support/block.ts';
import { hasMongo, startReplicaSet, type TestMongo } from '../../test/support/mongod.ts';
import { stepsPerTurn } from '../../test/support/steps-per-turn.ts';
import { anonymous, root, serviceCaller, type Caller } from '../access/caller.ts';
import { anyOf, defineRoles, own, signedIn } from '../access/policy.ts';
import { openEmbedded } from '../store/embedded.ts';
import { openMongo } from '../store/mongo.ts';
import type { Collection, Filter, Store } from '../store/port.ts';
import { createLog } from '../util/log.ts';
import { invalidInput } from './common-problems.ts';
import type { OperationContext } from './definition/context.ts';
import { defineResource } from './definition/define-resource.ts';
import type { Document } from './definition/documents.ts';
import { integer, text } from './fields/index.ts';
import { defaultLimits } from './limits.ts';
import type { ResourceFeed } from './operations/changes.ts';
import { createPendingWrite } from './pending-writes/pending-write.ts';
import { succeed } from './problems.ts';
import { openResource, type Resource } from './resource.ts';

const roles = defineRoles(['member', 'manager']);
const owners = anyOf(own('_owner'), roles('manager', 'admin'));

/** A task that only its owner and managers see. Its rule makes a claim, so that it is created as a pending write. */
const task = defineResource({
  name: 'task',
  summary: 'Something to do.',
  fields: {
    name: text({ title: 'Name', description: 'What to do.', min: 1, max: 50 }),
    size: integer({ title: 'Size', description: 'How much it is.', min: 0, max: 99 }),
  },
  relations: {},
  owned: true,
  policies: { read: owners, create: signedIn, change: owners, remove: owners, empty: roles('admin') },
  rules: [
    {
      problems: [],
      on: ['size'],
      writes: { count: () => 1, field: 'size' },
      claim: async ({ size }) => (size === 13 ? invalidInput([{ field: 'size', message: 'unlucky' }]) : undefined),
      release: async () => undefined,
    },
  ],
});

const account = (id: string, role: string): Caller => ({ signedIn: true, id, username: id, role });
const [ann, bob, boss] = [account('ann', 'member'), account('bob', 'member'), account('boss', 'manager')];

interface TestStore {
  readonly store: Store;
  readonly close: () => Promise<void>;
}

async function openReplicaSet(): Promise<TestStore> {
  const mongo: TestMongo = await startReplicaSet();
  const store = await openMongo({ url: mongo.url, database: 'resource-changes', timeoutMs: 30_000 });
  const close = async (): Promise<void> => {
    await store.close();
    await mongo.close();
  };
  return { store, close };
}

async function openMemory(): Promise<TestStore> {
  const store = await openEmbedded({ directory: undefined });
  return { store, close: () => store.close() };
}

const stores = { 'the embedded store': openMemory, ...(hasMongo() && { 'a replica set': openReplicaSet }) };

describe.each(Object.entries(stores))('changes of a resource on %s', (_name, open) => {
  let opened: TestStore;
  let tasks: Resource;
  let documents: Collection<Document>;
  const contextOf = (caller: Caller): OperationContext => ({
    caller,
    remote: { href: () => undefined } as unknown as OperationContext['remote'],
    collection: (name, indexes) => opened.store.collection(name, indexes),
  });
  beforeAll(async () => {
    opened = await open();
    tasks = await openResource(task, opened.store, {
      leaseMs: 60_000,
      systemContext: contextOf(serviceCaller('tasks')),
      limits: defaultLimits,
      hashConcurrency: 1,
      announcementMs: 0,
      log: createLog('tasks'),
    });
    documents = await opened.store.collection<Document>('tasks');
  });
  afterAll(() => opened.close());

  const listen = async (caller: Caller, filter: Filter = {}): Promise<ResourceFeed> => {
    const feed = await tasks.changes({ filter }, contextOf(caller));
    if (!feed.ok) throw new Error(feed.problem.detail);
    return feed.value;
  };
  const create = async (caller: Caller, ...inputs: readonly { readonly name: string; readonly size: number }[]) => {
    const created = await tasks.create({ inputs, isBatch: inputs.length > 1, read: succeed }, contextOf(caller));
    return created.ok ? created.value.map(({ document }) => document) : [];
  };
  const resize = (id: string, size: number) =>
    tasks.change({ id, mode: 'merge', read: () => succeed({ ifMatch: '*', input: { size } }) }, contextOf(root));
  const remove = (id: string) =>
    tasks.remove({ id, ifMatch: () => succeed('*' as const), cascade: false }, contextOf(root));
  /** Creates a last task of the caller. Returns the changes that a feed tells until then. */
  const toldUntilLast = async (feed: ResourceFeed, caller: Caller) => {
    const [last] = await create(caller, { name: 'last', size: 1 });
    const told: string[] = [];
    for await (const { kind, id, document } of feed) {
      if (id === last?._id) break;
      told.push(`${kind} ${id}${document === undefined ? '' : ` ${String(document['size'])}`}`);
    }
    await remove(last!._id);
    return told;
  };

  it('are told once, when they are committed', async () => {
    const feed = await listen(boss);
    const [one] = await create(ann, { name: 'one', size: 1 });
    const [two, three] = await create(ann, { name: 'two', size: 2 }, { name: 'three', size: 3 });
    await resize(one!._id, 4);
    for (const { _id } of [one!, two!, three!]) await remove(_id);
    const told = await toldUntilLast(feed, ann);
    const created = [`created ${one!._id} 1`, `created ${two!._id} 2`, `created ${three!._id} 3`];
    expect(told.toSorted()).toEqual(
      [...created, `changed ${one!._id} 4`, ...[one!, two!, three!].map(({ _id }) => `removed ${_id}`)].toSorted(),
    );
    expect(told.slice(-3)).toEqual([one!, two!, three!].map(({ _id }) => `removed ${_id}`));
  });

  it('are told to many listeners while other work proceeds', async () => {
    const feeds = await Promise.all(Array.from({ length: 30 }, () => listen(boss)));
    const told: string[] = [];
    for (const feed of feeds)
      void (async () => {
        for await (const { id } of feed) {
          told.push(id);
          block(1);
        }
      })();
    const names = Array.from({ length: 10 }, (_, number) => ({ name: `for many ${number}`, size: 1 }));
    const [created, perTurn] = await Promise.all([
      create(ann, ...names),
      stepsPerTurn(told, feeds.length * names.length),
    ]);
    expect(Math.max(...perTurn)).toBeLessThan(feeds.length / 2);
    for (const feed of feeds) await feed.return();
    for (const { _id } of created) await remove(_id);
  });

  it('are not told if they are refused, undone or recovered, or only concern what the service notes', async () => {
    const [kept] = await create(ann, { name: 'kept', size: 1 });
    const feed = await listen(boss);
    expect(await create(ann, { name: 'refused', size: 13 })).toEqual([]);
    expect(await create(ann, { name: 'fine', size: 1 }, { name: 'refused', size: 13 })).toEqual([]);
    expect((await resize(kept!._id, 13)).ok).toBe(false);
    const mark = createPendingWrite('leaving', { leaseMs: 60_000 });
    await documents.update({ _id: kept!._id }, { $set: { _intent: mark } });
    await documents.update({ _id: kept!._id }, { $set: { '_intent.until': new Date() } });
    await documents.update({ _id: kept!._id }, { $unset: { _intent: true } });
    const abandoned = createPendingWrite('arriving', { leaseMs: -1 });
    await documents.insert([{ ...kept!, _id: 'abandoned', _intent: abandoned }]);
    await tasks.maintenance.recoverExpired();
    expect(await documents.findOne({ _id: 'abandoned' })).toBeUndefined();
    expect(await toldUntilLast(feed, ann)).toEqual([]);
    await remove(kept!._id);
  });

  it('are told to callers who may read the document, its removal included', async () => {
    expect(await tasks.changes({ filter: {} }, contextOf(anonymous))).toMatchObject({
      problem: { kind: { name: 'Unauthenticated' } },
    });
    const [annsFeed, bobsFeed, bossFeed] = await Promise.all([ann, bob, boss].map((caller) => listen(caller)));
    const [document] = await create(ann, { name: 'mine', size: 5 });
    await resize(document!._id, 6);
    await documents.update({ _id: document!._id }, { $set: { _owner: 'bob', _etag: 'handed over' } });
    await remove(document!._id);
    const { _id } = document!;
    expect(await toldUntilLast(annsFeed!, ann)).toEqual([`created ${_id} 5`, `changed ${_id} 6`, `removed ${_id}`]);
    expect(await toldUntilLast(bobsFeed!, bob)).toEqual([`created ${_id} 6`, `removed ${_id}`]);
    const all = [`created ${_id} 5`, `changed ${_id} 6`, `changed ${_id} 6`, `removed ${_id}`];
    expect((await toldUntilLast(bossFeed!, ann)).slice(0, 4)).toEqual(all);
  });

  it('are told to those whose filter matches before or after', async () => {
    const feed = await listen(boss, { $or: [{ size: { $gte: 50 } }, { name: 'last' }] });
    const [small, large] = await create(ann, { name: 'small', size: 1 }, { name: 'large', size: 60 });
    await resize(small!._id, 2);
    await resize(large!._id, 3);
    await resize(large!._id, 4);
    await resize(small!._id, 50);
    await remove(small!._id);
    await remove(large!._id);
    expect(await toldUntilLast(feed, ann)).toEqual([
      `created ${large!._id} 60`,
      `changed ${large!._id} 3`,
      `changed ${small!._id} 50`,
      `removed ${small!._id}`,
    ]);
  });

  it('go on after a position', async () => {
    const feed = await listen(boss);
    const [one, two] = await create(ann, { name: 'one', size: 1 }, { name: 'two', size: 2 });
    const first = (await feed.next()).value!;
    const resumed = await tasks.changes({ filter: {}, after: first.token }, contextOf(boss));
    if (!resumed.ok) throw new Error(resumed.problem.detail);
    const second = (await resumed.value.next()).value!;
    expect([first.id, second.id].toSorted()).toEqual([one!._id, two!._id].toSorted());
    for (const each of [feed, resumed.value]) await each.return();
  });
});
