import type { Log } from '../util/log.ts';
import { retryWhile } from '../util/retry.ts';
import { withDeadline } from './deadline.ts';
import { StoreUnavailableError, type Store } from './port.ts';
import type { StoreSettings } from './settings.ts';

const backoff = { initialMs: 250, maxMs: 2000 };

/**
 * Opens the store and waits until it is reachable, so that start order does not matter. Logs once that it waits.
 * @throws the signal's reason if it is aborted while the store is unreachable
 */
export async function openStore(settings: StoreSettings, log: Log, signal?: AbortSignal): Promise<Store> {
  const store = withDeadline(await open(settings, log), settings.timeoutMs);
  const attempt = async (number: number): Promise<boolean> => {
    const reachable = await isReachable(store);
    if (!reachable && number === 1) log.warn(`cannot reach the store (${store.description}); retrying`);
    return reachable;
  };
  try {
    await retryWhile((reachable) => !reachable, attempt, { ...backoff, signal });
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

async function isReachable(store: Store): Promise<boolean> {
  try {
    await store.ping();
    return true;
  } catch (error) {
    if (error instanceof StoreUnavailableError) return false;
    throw error;
  }
}
