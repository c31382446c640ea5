import type { EmbeddedSettings } from './embedded.ts';
import type { MongoSettings } from './mongo.ts';

/** The store of a service. */
export type StoreSettings =
  ({ readonly kind: 'mongo' } & MongoSettings) | ({ readonly kind: 'embedded' } & EmbeddedSettings);
