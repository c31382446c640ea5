import type { Outcome } from '../../kit/resource/problems.ts';
import type { Filter, Store } from '../../kit/store/port.ts';
import { createQueue } from '../../kit/util/queue.ts';
import { createOwnerCheck } from './ownership.ts';
import type { RegistryParts } from './parts.ts';
import { createRegister, type Register } from './register.ts';
import type { Registrant } from './registrant.ts';
import { isGuest, type Instance, type Registration, type Submission } from './registration.ts';
import { createReplace } from './replace.ts';
import { openRetiredNames } from './retired-names.ts';
import { openRegistrationTable } from './table.ts';
import { createProbeRecorder, removeExpired } from './upkeep.ts';
import { createWithdraw, type Withdrawal } from './withdraw.ts';

export interface RegistrySettings extends Pick<RegistryParts, 'limits' | 'durations' | 'log'> {
  readonly store: Store;
  /** Whether guests may be registered. If not, those that are stored are removed. */
  readonly guests: boolean;
}

/**
 * The registered services, with their leases. They are in memory, and in a store from which they are read when the
 * gateway starts: one gateway uses a store at a time.
 */
export interface Registry {
  readonly register: Register;
  /** Replaces a registration as it was read. */
  replace(current: Registration, submission: Submission): Promise<Outcome<Registration>>;
  /** Withdraws a registration as it was read, or an instance. Returns how many registrations or instances that were. */
  withdraw(current: Registration, registrant: Registrant, withdrawal: Withdrawal): Promise<Outcome<number>>;
  /** Returns all registrations, withdrawn ones too, ordered by name. */
  all(): readonly Registration[];
  /** Returns the names of services of the system that are gone for good, and that are not registered again. */
  retired(): readonly string[];
  /** Returns the registrations that match a filter and are not withdrawn, ordered by name. */
  search(filter: Filter): Promise<readonly Registration[]>;
  /** Finds a registration by `_id` or by name, also if it is withdrawn. */
  find(idOrName: string): Registration | undefined;
  /** Records whether the home of an instance without a lease responded. */
  recordProbe(registration: Registration, instance: Instance, responded: boolean): void;
  /** Removes what has expired, and the names that are to be retired. */
  removeExpired(): Promise<void>;
  /** Resolves when everything is stored. */
  close(): Promise<void>;
}

/** Opens the registry with what the store has. */
export async function openRegistry({ store, guests, ...settings }: RegistrySettings): Promise<Registry> {
  const table = await openRegistrationTable(store, settings.durations);
  const retired = await openRetiredNames(store);
  for (const registration of table.all())
    if (isGuest(registration) && (!guests || registration.instances.length === 0)) await table.remove(registration);
  // Changes run one after the other. Renewals do not wait for them, so that a slow store lets no lease expire.
  const queue = createQueue();
  const saveSoon = createSaver({ table, queue, log: settings.log });
  const parts: RegistryParts = { ...settings, table, retired, saveSoon, checkOwner: createOwnerCheck(settings.log) };
  const [replace, withdraw] = [createReplace(parts), createWithdraw(parts)];
  return {
    register: createRegister(parts, queue),
    replace: (current, submission) => queue(() => replace(current, submission)),
    withdraw: (current, registrant, withdrawal) => queue(() => withdraw(current, registrant, withdrawal)),
    all: table.all,
    retired: () => retired.all().filter((name) => table.byName(name) === undefined),
    search: async (filter) => {
      const ids = await table.idsOf(filter);
      return table.all().filter(({ _id, instances }) => ids.has(_id) && instances.length > 0);
    },
    find: (idOrName) => table.byId(idOrName) ?? table.byName(idOrName),
    recordProbe: createProbeRecorder(parts),
    removeExpired: () => queue(() => removeExpired(parts)),
    close: () => queue(() => Promise.resolve()),
  };
}

interface SaverParts extends Pick<RegistryParts, 'table' | 'log'> {
  readonly queue: ReturnType<typeof createQueue>;
}

/**
 * Creates the function that stores renewals in the background; several of one registration are stored once. A renewal
 * that cannot be stored counts nevertheless: the stored time matters only after a restart.
 */
function createSaver({ table, queue, log }: SaverParts): (id: string) => void {
  const waiting = new Set<string>();
  return (id) => {
    if (waiting.has(id)) return;
    waiting.add(id);
    const saved = queue(async () => {
      waiting.delete(id);
      await table.save(id);
    });
    saved.catch((error: unknown) => log.debug({ err: error }, 'a renewed lease was not stored'));
  };
}
