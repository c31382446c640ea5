import { beforeEach, describe, expect, it } from '@jest/globals';
import { serviceCaller } from '../../kit/access/caller.ts';
import { anyone } from '../../kit/access/policy.ts';
import type { OperationContext } from '../../kit/resource/definition/context.ts';
import { defineResource } from '../../kit/resource/definition/define-resource.ts';
import { integer, text } from '../../kit/resource/fields/index.ts';
import { succeed, type Outcome } from '../../kit/resource/problems.ts';
import type { Resource } from '../../kit/resource/resource.ts';
import { createDurableReads } from '../../kit/resource/durable-reads.ts';
import type { RuleContext } from '../../kit/resource/definition/rules.ts';
import { createLog } from '../../kit/util/log.ts';
import type { EventDocument } from '../../subgraphs/events/fields.ts';
import { noOverlap } from '../../subgraphs/events/no-overlap.ts';
import { openTestResource } from '../support/opened-resource.ts';
import { createDatabase, type Database } from './store/database.ts';
import { createSimulatedStore } from './store/store.ts';

const documentation = { title: 'Value', description: 'A value.' };
const hall = defineResource({
  name: 'hall',
  summary: 'A hall.',
  fields: { name: text({ ...documentation, max: 50 }), seats: integer({ ...documentation, min: 0, max: 100 }) },
  unique: [{ fields: ['name'], onConflict: 'returnExisting' }],
  policies: { read: anyone, create: anyone, change: anyone, remove: anyone, empty: anyone },
});

describe('before what was read is durable, the primary is lost:', () => {
  let database: Database;
  let resource: Resource;
  let context: OperationContext;
  /** Whether writes are committed. */
  let isCommitting: boolean;
  /** What happens before the operations of the store with this label, once. */
  let before: Map<string, () => Promise<unknown> | void>;
  beforeEach(async () => {
    database = createDatabase();
    [isCommitting, before] = [true, new Map()];
    const store = createSimulatedStore(database, async ({ label, isWrite, execute }) => {
      const interruption = before.get(label);
      before.delete(label);
      await interruption?.();
      const result = execute();
      if (isWrite && isCommitting) database.commit();
      return result;
    });
    ({ resource, context } = await openTestResource(hall, store, createLog('test')));
  });

  async function createHalls(...names: readonly string[]): Promise<readonly string[]> {
    const inputs = names.map((name) => ({ name, seats: 1 }));
    const created = await resource.create({ inputs, isBatch: inputs.length > 1, read: succeed }, context);
    return created.ok ? created.value.map(({ document: { _id } }) => _id) : [];
  }
  const resize = (id: string, seats: number) =>
    resource.change({ id, mode: 'merge', read: () => succeed({ ifMatch: '*', input: { seats } }) }, context);
  const remove = (id: string, etag: string) =>
    resource.remove({ id, ifMatch: () => succeed([etag]), cascade: false }, context);
  /** Does something of which a majority learns nothing yet. */
  async function uncommitted(write: () => Promise<Outcome<unknown>>): Promise<void> {
    isCommitting = false;
    expect(await write()).toMatchObject({ ok: true });
    isCommitting = true;
  }
  const losePrimary = (): void => void before.set('ensureDurableReads', () => database.failOver('uncommitted'));
  const halls = () => database.state().get('halls') ?? [];

  it('another service is told what the next primary has', async () => {
    const [id = ''] = await createHalls('A');
    const internalApi = resource.internalApi({ ...context, caller: serviceCaller('test') });
    if (!internalApi.ok) throw new Error(internalApi.problem.detail);
    const seats = async () => (await internalApi.value.referenceStates([{ id }]))[0]?.current['seats'];
    expect(await seats()).toBe(1);
    await uncommitted(() => resize(id, 2));
    losePrimary();
    expect(await seats()).toBe(1);
  });

  it('a change that another request had made is made', async () => {
    const [id = ''] = await createHalls('A');
    await uncommitted(() => resize(id, 2));
    losePrimary();
    expect(await resize(id, 2)).toMatchObject({ ok: true });
    expect(halls()).toMatchObject([{ seats: 2 }]);
  });

  it('a removal that another request had made is made', async () => {
    const [id = ''] = await createHalls('A');
    const { _etag = '' } = (halls()[0] ?? {}) as { readonly _etag?: string };
    await uncommitted(() => remove(id, _etag));
    losePrimary();
    expect(await remove(id, _etag)).toMatchObject({ ok: true });
    expect(halls()).toEqual([]);
  });

  it('a document that another request had created is not reported', async () => {
    await createHalls('A');
    before.set('findOne halls', async () => {
      const [{ _id = '' } = {}] = halls();
      await uncommitted(() => resource.remove({ id: _id, ifMatch: () => succeed('*'), cascade: false }, context));
      await uncommitted(() =>
        resource.create({ inputs: [{ name: 'A', seats: 9 }], isBatch: false, read: succeed }, context),
      );
      losePrimary();
    });
    const inputs = ['B', 'A'].map((name) => ({ name, seats: 1 }));
    const created = await resource.create({ inputs, isBatch: true, read: succeed }, context);
    expect(created.ok && created.value.map(({ document }) => document['seats'])).toEqual([1, 1]);
  });
});

it('a booking is not removed because a removal of its event was read that no majority has', async () => {
  const database = createDatabase();
  let isCommitting = true;
  const store = createSimulatedStore(database, async ({ label, isWrite, execute }) => {
    if (label === 'ensureDurableReads' && !isCommitting) {
      database.failOver('uncommitted');
      isCommitting = true;
    }
    const result = execute();
    if (isWrite && isCommitting) database.commit();
    return result;
  });
  const documents = await store.collection<EventDocument>('events');
  const context = {
    contentionMs: 1000,
    documents,
    collection: (name: string) => store.collection(name),
    durably: createDurableReads(store).read,
  } as unknown as RuleContext<EventDocument>;
  const slot = { venue: 'venue', date: '2027-06-01', time: '09:00:00', duration: 'PT1H' };
  const eventOf = (_id: string) => ({ _id, name: _id, ...slot, _claim: `of ${_id}` }) as unknown as EventDocument;
  const claim = (event: EventDocument) => noOverlap.claim?.(event, event._claim ?? '', context);
  const [held, other] = [eventOf('held'), eventOf('other')];
  await documents.insert([held]);
  expect(await claim(held)).toBeUndefined();
  isCommitting = false;
  await documents.remove({ _id: 'held' });
  expect(await claim(other)).toMatchObject({ kind: { name: 'Overlap' } });
  expect(database.state().get('day_schedules')).toMatchObject([{ bookings: [{ event: 'held' }] }]);
});
