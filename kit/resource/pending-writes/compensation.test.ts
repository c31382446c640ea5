import { expect, it } from '@jest/globals';
import { createFailingStore } from '../../../test/support/failing-store.ts';
import { root, serviceCaller, type Caller } from '../../access/caller.ts';
import { anyone } from '../../access/policy.ts';
import { openEmbedded } from '../../store/embedded.ts';
import { StoreUnavailableError, type Store } from '../../store/port.ts';
import { createLog } from '../../util/log.ts';
import type { OperationContext } from '../definition/context.ts';
import type { Document } from '../definition/documents.ts';
import type { Compensation } from '../journal.ts';
import { defineResource } from '../definition/define-resource.ts';
import { integer } from '../fields/index.ts';
import { defaultLimits } from '../limits.ts';
import { succeed } from '../problems.ts';
import { openResource } from '../resource.ts';
import { createPendingWrite } from './pending-write.ts';

/** What a rule does for the claims of a document. */
interface Claims {
  readonly claim: (token: string) => Promise<void>;
  readonly release: (days: number, token: string) => Promise<void>;
}

/** Opens a resource whose rule claims days. */
async function openStaysOn(store: Store, { claim, release }: Claims) {
  const stay = defineResource({
    name: 'stay',
    summary: 'A stay of some days.',
    fields: { days: integer({ title: 'Days', description: 'The number of days.', min: 1, max: 9 }) },
    relations: {},
    policies: { read: anyone, create: anyone, change: anyone, remove: anyone, empty: anyone },
    rules: [
      {
        problems: [],
        on: ['days'],
        writes: { count: ({ days }) => Number(days), field: 'days' },
        claim: async (_, token) => {
          await claim(token);
          return undefined;
        },
        release: ({ days }, token) => release(Number(days), token),
      },
    ],
  });
  const contextOf = (caller: Caller): OperationContext => ({
    caller,
    remote: { href: () => undefined } as unknown as OperationContext['remote'],
    collection: (name, indexes) => store.collection(name, indexes),
  });
  const stays = await openResource(stay, store, {
    leaseMs: 1,
    systemContext: contextOf(serviceCaller('stays')),
    limits: { ...defaultLimits, ruleWrites: 10 },
    hashConcurrency: 1,
    announcementMs: 0,
    log: createLog('stays'),
  });
  const create = (days: number) => stays.create({ inputs: [{ days }], isBatch: false, read: succeed }, contextOf(root));
  return { stays, create, asRoot: contextOf(root) };
}

/** Opens the resource with a store in memory. `released` has the days of the released claims. */
async function openStays() {
  const store = await openEmbedded({ directory: undefined });
  const released: number[] = [];
  const claims: Claims = { claim: async () => undefined, release: async (days) => void released.push(days) };
  return {
    ...(await openStaysOn(store, claims)),
    released,
    entries: await store.collection<Compensation>('stays_releases'),
    documents: await store.collection<Document>('stays'),
  };
}

it('releases as many records as one request may write, and leaves the others to maintenance', async () => {
  const { stays, released, create, asRoot, entries } = await openStays();
  for (const days of [4, 5, 3, 2]) await create(days);
  expect(await stays.removeMany({ list: {}, all: true, cascade: false }, asRoot)).toEqual(succeed(4));
  expect(released).toEqual([4, 5]);
  await new Promise((resolve) => setTimeout(resolve, 20));
  await stays.maintenance.recoverExpired();
  expect(released.toSorted()).toEqual([2, 3, 4, 5]);
  expect(await entries.count({})).toBe(0);
});

it('keeps a record while a removal that takes longer than a lease is at work', async () => {
  const { stays, released, create, entries, documents } = await openStays();
  await create(4);
  const mark = createPendingWrite('leaving', { leaseMs: 60_000 });
  await documents.updateMany({}, { $set: { _intent: mark } });
  const [document] = await documents.find({});
  if (document?._claim === undefined) throw new Error('the document has no claim');
  await entries.insert([{ _id: 'entry', token: document._claim, document, at: new Date(0) }]);
  await stays.maintenance.recoverExpired();
  expect([released, await entries.count({}), stays.maintenance.recoveredCount()]).toEqual([[], 1, 0]);
  // The owner removes the document, and dies before it releases the claim.
  await documents.remove({ '_intent.token': mark.token });
  await stays.maintenance.recoverExpired();
  expect([released, await entries.count({}), stays.maintenance.recoveredCount()]).toEqual([[4], 0, 1]);
});

it('keeps the record of a removal while a late attempt is done with its own', async () => {
  const store = await openEmbedded({ directory: undefined });
  const documents = await store.collection<Document>('stays');
  const claims = new Set<string>();
  const claim = async (token: string): Promise<void> => void claims.add(token);
  const late = await openStaysOn(store, { claim, release: async (_, token) => void claims.delete(token) });
  const other = await openStaysOn(store, { claim, release: () => Promise.reject(new Error('killed')) });
  await late.create(1);
  const [{ _id: id } = { _id: '' }] = await documents.find({});
  const request = { id, ifMatch: () => succeed('*' as const), cascade: false };
  const [remove, findOne] = [documents.remove.bind(documents), documents.findOne.bind(documents)];
  const outcomes: unknown[] = [];
  documents.remove = async (filter) => {
    documents.remove = remove;
    // The late attempt stands still until its mark is taken off.
    await documents.updateMany({}, { $set: { '_intent.until': new Date(0) } });
    await other.stays.maintenance.recoverExpired();
    documents.findOne = async (read) => {
      documents.findOne = findOne;
      const found = await findOne(read);
      // The other one removes the document, and is killed before it releases the claim.
      outcomes.push(await other.stays.remove(request, other.asRoot).catch((error: unknown) => String(error)));
      return found;
    };
    return remove(filter);
  };
  outcomes.push(await late.stays.remove(request, late.asRoot));
  expect(outcomes).toEqual(['Error: killed', expect.objectContaining({ ok: false })]);
  await new Promise((resolve) => setTimeout(resolve, 20));
  await late.stays.maintenance.recoverExpired();
  expect(claims.size).toBe(0);
});

it('releases a claim that its writer made too late, and could not undo at once', async () => {
  const raw = await openEmbedded({ directory: undefined });
  const failing = createFailingStore(raw);
  const documents = await raw.collection<Document>('stays');
  const claims = new Set<string>();
  let claim = async (token: string): Promise<void> => void claims.add(token);
  const open = (store: Store) =>
    openStaysOn(store, {
      claim: (token) => claim(token),
      release: async (_, token) => void claims.delete(token),
    });
  const [writer, other] = [await open(failing), await open(raw)];
  await writer.create(1);
  claim = async (token) => {
    // The writer stands still for longer than its lease.
    await documents.updateMany({}, { $set: { '_intent.until': new Date(0) } });
    await other.stays.maintenance.recoverExpired();
    claims.add(token);
    failing.failAfter(0, 'lost');
    throw new StoreUnavailableError('no response');
  };
  const [{ _id: id } = { _id: '' }] = await documents.find({});
  const read = () => succeed({ ifMatch: '*' as const, input: { days: 2 } });
  await expect(writer.stays.change({ id, mode: 'merge', read }, writer.asRoot)).rejects.toThrow('no response');
  failing.restore();
  await other.stays.maintenance.recoverExpired();
  expect(claims.size).toBe(2);
  await writer.stays.maintenance.recoverExpired();
  expect([...claims]).toEqual([(await documents.findOne({ _id: id }))?._claim]);
});
