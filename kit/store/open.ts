import { setTimeout as delay } from 'node:timers/promises';
import type { Log } from '../util/log.ts';
import { openEmbedded } from './embedded.ts';
import { openMongo } from './mongo.ts';
import { StoreUnavailable, type Store } from './port.ts';
import type { StoreSettings } from './settings.ts';

const firstPauseMs = 250;
const longestPauseMs = 2000;

/** Opens the store that the settings name, and waits until it answers: start order does not matter. Says so once. */
export async function openStore(settings: StoreSettings, log: Log): Promise<Store> {
  const store = settings.kind === 'mongo' ? await openMongo(settings) : await openEmbedded(settings);
  for (let pause = firstPauseMs; !(await answers(store)); pause = Math.min(pause * 2, longestPauseMs)) {
    if (pause === firstPauseMs) log.warn(`${store.description} cannot be reached; trying on`);
    await delay(pause);
  }
  return store;
}

async function answers(store: Store): Promise<boolean> {
  try {
    await store.ping();
    return true;
  } catch (error) {
    if (error instanceof StoreUnavailable) return false;
    throw error;
  }
}
