import type { Store, Stored } from '../../kit/store/port.ts';

/** The names of services that are gone for good. They are stored, so that readers of the root learn it also later. */
export interface RetiredNames {
  /** Returns the names, the one that was retired last at the end. */
  all(): readonly string[];
  add(name: string): Promise<void>;
}

interface StoredName extends Stored {
  readonly at: Date;
}

/** Most names that are kept: those that were retired last. */
export const maxRetiredNames = 100;

/** Opens the retired names of a store. */
export async function openRetiredNames(store: Store): Promise<RetiredNames> {
  const collection = await store.collection<StoredName>('gateway_retired_names');
  const stored = await collection.find({}, { sort: [['at', 1]] });
  let names: readonly string[] = stored.map(({ _id }) => _id);
  return {
    all: () => names,
    add: async (name) => {
      await collection.upsert({ _id: name }, { $set: { at: new Date() } });
      const next = [...names.filter((each) => each !== name), name];
      names = next.slice(-maxRetiredNames);
      for (const _id of next.slice(0, -maxRetiredNames)) await collection.remove({ _id });
    },
  };
}
