import type { Log } from '../util/log.ts';
import { withDeadline } from './deadline.ts';
import type { Store } from './port.ts';
import { retryWhileUnavailable } from './retry-while-unavailable.ts';
import type { StoreSettings } from './settings.ts';

/**
 * Opens the store and waits until it is reachable, so that start order does not matter. Logs once that it waits.
 * @throws the signal's reason if it is aborted while the store is unreachable
 */
export async function openStore(settings: StoreSettings, log: Log, signal?: AbortSignal): Promise<Store> {
  const store = withDeadline(await open(settings, log), settings.timeoutMs);
  try {
    await retryWhileUnavailable(() => store.ping(), { ...store, log, signal });
    return store;
  } catch (error) {
    await store.close();
    throw error;
  }
}

/** Opens a store with the one driver that it needs: loading the other would take a good part of the start. */
async function open(settings: StoreSettings, log: Log): Promise<Store> {
  if (settings.kind === 'mongo') return (await import('./mongo.ts')).openMongo(settings);
  return (await import('./embedded.ts')).openEmbedded(settings, log);
}
