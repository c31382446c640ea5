import { storeSettings } from '../../kit/service/settings/store.ts';
import { openEmbedded } from '../../kit/store/embedded.ts';
import { openStore } from '../../kit/store/open.ts';
import type { Store } from '../../kit/store/port.ts';
import { createLog } from '../../kit/util/log.ts';
import { domainWords, type DomainSystem, type DomainWord } from '../../scripts/domain.ts';
import { startEmptySystem } from './empty-system.ts';
import { serviceParts } from './parts.ts';
import { recordOperations, type RecordingStore } from './recording.ts';
import type { TestStore } from './stores.ts';
import { populateDemo } from './system.ts';

/** A system whose stores record their reads. */
export interface RecordedSystem extends DomainSystem {
  /** The store of each service. */
  readonly stores: Readonly<Record<string, RecordingStore>>;
}

/** Opens the store of a service. */
type OpenStore = (word: DomainWord) => Promise<Store>;

const openInMemory: OpenStore = () => openEmbedded({ directory: undefined });

/** Returns a function that opens the store of a service on a test store. */
export const openOn =
  ({ env }: TestStore): OpenStore =>
  (word) =>
    openStore(storeSettings(env, serviceParts[word]), createLog(word));

/** Starts the whole system with the demo data. Each service has a store of its own, by default in memory. */
export async function startRecordedSystem(
  settings: Readonly<Record<string, string>> = {},
  open: OpenStore = openInMemory,
): Promise<RecordedSystem> {
  const stores = await Promise.all(
    domainWords.map(async (word) => [word, recordOperations(await open(word))] as const),
  );
  const overrides = Object.fromEntries(stores.map(([word, store]) => [word, { store }]));
  const system = await startEmptySystem({ INTENTION_SECONDS: '300', ...settings }, overrides);
  try {
    await populateDemo(system.halGateway);
    return { ...system, stores: Object.fromEntries(stores) };
  } catch (error) {
    await system.close();
    throw error;
  }
}
