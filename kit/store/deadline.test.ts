import { describe, expect, it } from '@jest/globals';
import { until } from '../../test/support/until.ts';
import { withDeadline } from './deadline.ts';
import { openEmbedded } from './embedded.ts';
import { StoreTimeoutError, StoreUnavailableError, type Collection, type Store } from './port.ts';

const never = (): Promise<never> => new Promise(() => undefined);

/** Opens a store whose calls get no answer while it is stalled, and counts them. */
async function openStallingStore() {
  const store = await openEmbedded({ directory: undefined });
  const state = { isStalled: false, calls: 0 };
  const stall = <T extends object>(target: T): T =>
    new Proxy(target, {
      get: (object, name) => {
        const member: unknown = Reflect.get(object, name);
        if (typeof member !== 'function') return member;
        return (...args: unknown[]) => {
          state.calls++;
          return state.isStalled ? never() : (Reflect.apply(member, object, args) as unknown);
        };
      },
    });
  const stalling: Store = {
    ...store,
    ping: () => (state.isStalled ? never() : store.ping()),
    ensureDurableReads: () => (state.isStalled ? never() : store.ensureDurableReads()),
    collection: async (name, indexes) => stall(await store.collection(name, indexes)),
  };
  return { state, store: withDeadline(stalling, 20) };
}

const operations: Readonly<Record<string, (things: Collection) => Promise<unknown>>> = {
  insert: (things) => things.insert([{ _id: '1' }]),
  find: (things) => things.find({}),
  findOne: (things) => things.findOne({}),
  count: (things) => things.count({}),
  findGroups: (things) => things.findGroups({ by: '_id', keys: ['1'], filter: {} }, { sort: [], limit: 1 }),
  countGroups: (things) => things.countGroups({ by: '_id', keys: ['1'], filter: {} }),
  update: (things) => things.update({ _id: '1' }, { $set: { a: 1 } }),
  updateMany: (things) => things.updateMany({}, { $set: { a: 1 } }),
  upsert: (things) => things.upsert({ _id: '1' }, { $set: { a: 1 } }),
  remove: (things) => things.remove({ _id: '1' }),
  removeMany: (things) => things.removeMany({}),
};

describe('a store with a deadline', () => {
  it.each(Object.keys(operations))('%s fails when the store does not respond', async (name) => {
    const { store, state } = await openStallingStore();
    const things = await store.collection('things');
    state.isStalled = true;
    await expect(operations[name]!(things)).rejects.toBeInstanceOf(StoreTimeoutError);
    await store.close();
  });

  it.each(['ping', 'ensureDurableReads'] as const)('%s fails when the store does not respond', async (name) => {
    const { store, state } = await openStallingStore();
    state.isStalled = true;
    await expect(store[name]()).rejects.toBeInstanceOf(StoreUnavailableError);
    await store.close();
  });

  it('fails at once while the store is stalled, and works again when it responds', async () => {
    const { store, state } = await openStallingStore();
    const things = await store.collection('things');
    state.isStalled = true;
    await expect(things.find({})).rejects.toThrow('the store did not respond within 20 ms');
    const calls = state.calls;
    for (const operation of Object.values(operations))
      await expect(operation(things)).rejects.toBeInstanceOf(StoreTimeoutError);
    expect(state.calls).toBe(calls);
    state.isStalled = false;
    await until(() =>
      things.insert([{ _id: '1' }]).then(
        () => true,
        () => false,
      ),
    );
    expect(await things.count({})).toBe(1);
    await store.close();
  });
});
