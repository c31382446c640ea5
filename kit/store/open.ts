import { openEmbedded } from './embedded.ts';
import { openMongo } from './mongo.ts';
import type { Store } from './port.ts';
import type { StoreSettings } from './settings.ts';

/** Opens the store that the settings name. */
export const openStore = (settings: StoreSettings): Promise<Store> =>
  settings.kind === 'mongo' ? openMongo(settings) : openEmbedded(settings);
