import { newEtag, newId } from '../kit/resource/documents.ts';
import { modifiedNow } from '../kit/resource/modification.ts';
import type { Collection, Filter, Store } from '../kit/store/port.ts';
import { createLeases, expiry, type Leases } from './leases.ts';
import { isLive, maxMissedProbes, type Registration, type RegistrationInput } from './registration.ts';

/** The outcome of a registration: a new name, changed content for a known name, or a renewal of the same content. */
export interface RegisterResult {
  readonly kind: 'created' | 'replaced' | 'renewed';
  readonly registration: Registration;
}

/** The registered services, with their leases, in a store. */
export interface Registry {
  register(input: RegistrationInput): Promise<RegisterResult>;
  /** Returns the registrations that match a filter, ordered by name. */
  all(filter?: Filter): Promise<readonly Registration[]>;
  /** Returns the live registrations, ordered by name. */
  live(): Promise<readonly Registration[]>;
  /** Finds a registration by `_id` or by name. */
  find(idOrName: string): Promise<Registration | undefined>;
  /** Replaces a registration; undefined if it has changed since it was read. */
  replace(current: Registration, input: RegistrationInput): Promise<Registration | undefined>;
  /** Removes a registration; false if it has changed since it was read. */
  remove(current: Registration): Promise<boolean>;
  /** Records whether the home of a service without a lease responded. */
  recordProbe(registration: Registration, responded: boolean): Promise<void>;
}

const content = ({ name, baseUrl, rels, ttl }: RegistrationInput) => ({
  name,
  baseUrl: baseUrl.replace(/\/+$/, ''),
  rels: JSON.stringify(rels),
  ttl: ttl ?? null,
});

const isSame = (registration: Registration, submitted: ReturnType<typeof content>): boolean =>
  (Object.keys(submitted) as (keyof typeof submitted)[]).every((key) => registration[key] === submitted[key]);

/** Opens the registry. Existing leases restart, so that services can renew them after a restart of the gateway. */
export async function openRegistry(store: Store): Promise<Registry> {
  const registrations = await store.collection<Registration>('gateway_registrations', [
    { fields: ['name'], unique: true },
  ]);
  const leases = createLeases(registrations);
  for (const registration of await registrations.find({ ttl: { $ne: null } })) await leases.renew(registration);
  return { ...readers(registrations, leases), ...writers(registrations, leases) };
}

function readers(registrations: Collection<Registration>, leases: Leases): Pick<Registry, 'all' | 'live' | 'find'> {
  const all = async (filter: Filter = {}) =>
    (await registrations.find(filter, { sort: [['name', 1]] })).map(leases.current);
  return {
    all,
    live: async () => (await all()).filter((registration) => isLive(registration, new Date())),
    find: async (idOrName) => {
      const found = await registrations.findOne({ $or: [{ _id: idOrName }, { name: idOrName }] });
      return found && leases.current(found);
    },
  };
}

function writers(
  registrations: Collection<Registration>,
  leases: Leases,
): Pick<Registry, 'register' | 'replace' | 'remove' | 'recordProbe'> {
  async function write(current: Registration, input: RegistrationInput): Promise<Registration | undefined> {
    const metadata = { _etag: newEtag(), ...modifiedNow(current) };
    const change = { ...content(input), expires: expiry(input.ttl), missed: 0, ...metadata };
    const result = await registrations.update({ _id: current._id, _etag: current._etag }, { $set: change });
    return result.kind === 'updated' ? result.document : undefined;
  }

  async function create(input: RegistrationInput): Promise<Registration | undefined> {
    const now = new Date();
    const metadata = { _id: newId(), _created: now, _updated: now, _etag: newEtag() };
    const registration = { ...metadata, ...content(input), expires: expiry(input.ttl), missed: 0 };
    const result = await registrations.insert([registration]);
    return result.kind === 'inserted' ? registration : undefined;
  }

  async function register(input: RegistrationInput): Promise<RegisterResult> {
    const current = await registrations.findOne({ name: input.name });
    if (current === undefined) {
      const registration = await create(input);
      return registration === undefined ? register(input) : { kind: 'created', registration };
    }
    if (isSame(current, content(input))) {
      const renewed = await leases.renew(current);
      return renewed === undefined ? register(input) : { kind: 'renewed', registration: renewed };
    }
    const registration = await write(current, input);
    return registration === undefined ? register(input) : { kind: 'replaced', registration };
  }

  return {
    register,
    replace: write,
    remove: async ({ _id, _etag }) => (await registrations.remove({ _id, _etag })) !== undefined,
    recordProbe: async ({ _id, missed }, responded) => {
      const count = responded ? 0 : Math.min(missed + 1, maxMissedProbes);
      if (count !== missed) await registrations.update({ _id }, { $set: { missed: count } });
    },
  };
}
