import type { Collection, Filter, Store } from '../../kit/store/port.ts';
import type { RegistryDurations } from './changes.ts';
import type { Instance, Registration } from './registration.ts';
import { fromStored, toStored, type StoredRegistration } from './stored-registration.ts';

/** All registrations, in memory and in a store. A change counts when it is stored. */
export interface RegistrationTable {
  /** Returns all registrations, ordered by name. */
  all(): readonly Registration[];
  byId(id: string): Registration | undefined;
  byName(name: string): Registration | undefined;
  /** Returns the `_id`s that match a filter. */
  idsOf(filter: Filter): Promise<ReadonlySet<string>>;
  /** Adds or replaces a registration. False if another process has stored the name meanwhile; it is then read. */
  put(registration: Registration): Promise<boolean>;
  remove(registration: Registration): Promise<void>;
  /** Replaces a registration in memory alone. */
  renew(registration: Registration): void;
  /** Stores a registration as it is in memory. */
  save(id: string): Promise<void>;
}

const compare = (left: string, right: string): number => (left < right ? -1 : left > right ? 1 : 0);

/** Opens the table, with what the store has. */
export async function openRegistrationTable(store: Store, durations: RegistryDurations): Promise<RegistrationTable> {
  const collection = await store.collection<StoredRegistration>('gateway_registrations', [
    { fields: ['name'], unique: true },
  ]);
  const stored = await collection.find({});
  const byId = new Map(stored.map((document) => [document._id, fromStored(document, durations)]));
  const byName = new Map([...byId.values()].map((registration) => [registration.name, registration]));
  let sorted: readonly Registration[] | undefined;

  function set(registration: Registration): void {
    const previous = byId.get(registration._id);
    if (previous !== undefined) byName.delete(previous.name);
    byId.set(registration._id, registration);
    byName.set(registration.name, registration);
    sorted = undefined;
  }

  return {
    all: () => (sorted ??= [...byId.values()].toSorted((left, right) => compare(left.name, right.name))),
    byId: (id) => byId.get(id),
    byName: (name) => byName.get(name),
    idsOf: async (filter) => new Set((await collection.find(filter)).map(({ _id }) => _id)),
    put: async (registration) => {
      const isWritten = await write(collection, registration, byId.has(registration._id));
      const current = isWritten ? undefined : await collection.findOne({ name: registration.name });
      if (isWritten) set(withLaterDeadlines(registration, byId.get(registration._id)));
      else if (current !== undefined) set(fromStored(current, durations));
      return isWritten;
    },
    remove: async ({ _id, name }) => {
      await collection.remove({ _id });
      byId.delete(_id);
      byName.delete(name);
      sorted = undefined;
    },
    renew: set,
    save: async (id) => {
      const registration = byId.get(id);
      if (registration !== undefined) await write(collection, registration, true);
    },
  };
}

/** Keeps the leases that were renewed while a registration was written. */
function withLaterDeadlines(registration: Registration, latest: Registration | undefined): Registration {
  const instances = registration.instances.map((instance): Instance => {
    const { content, deadline } = latest?.instances.find(({ id }) => id === instance.id) ?? instance;
    const isLater = content === instance.content && (deadline ?? 0) > (instance.deadline ?? Infinity);
    return isLater ? { ...instance, deadline } : instance;
  });
  return { ...registration, instances };
}

/** Writes a registration; false if its name is stored under another `_id`. */
async function write(
  collection: Collection<StoredRegistration>,
  registration: Registration,
  isStored: boolean,
): Promise<boolean> {
  const { _id, ...members } = toStored(registration);
  const updated = isStored ? await collection.update({ _id }, { $set: members }) : undefined;
  if (updated?.kind === 'updated') return true;
  return (await collection.insert([{ _id, ...members }])).kind === 'inserted';
}
