import { openEmbedded } from '../../kit/store/embedded.ts';
import { serviceWords } from '../../scripts/parts.ts';
import type { DomainSystem } from '../../scripts/domain.ts';
import { startEmptySystem } from './empty-system.ts';
import { recordReads, type RecordingStore } from './recording.ts';
import { populateDemo } from './system.ts';

/** A system whose stores record their reads. */
export interface RecordedSystem extends DomainSystem {
  /** The store of each service. */
  readonly stores: Readonly<Record<string, RecordingStore>>;
}

/** Starts the whole system with the demo data, each service on its own store in memory. */
export async function startRecordedSystem(settings: Readonly<Record<string, string>> = {}): Promise<RecordedSystem> {
  const openedStores = await Promise.all(
    serviceWords.map(async (word) => [word, recordReads(await openEmbedded({ directory: undefined }))] as const),
  );
  const overrides = Object.fromEntries(openedStores.map(([word, store]) => [word, { store }]));
  const system = await startEmptySystem({ INTENTION_SECONDS: '300', ...settings }, overrides);
  try {
    await populateDemo(system.halGateway);
    return { ...system, stores: Object.fromEntries(openedStores) };
  } catch (error) {
    await system.close();
    throw error;
  }
}
