import type { EmbeddedSettings } from './embedded.ts';
import type { MongoSettings } from './mongo.ts';

/** The store of a service. */
export type StoreSettings = (
  ({ readonly kind: 'mongo' } & MongoSettings) | ({ readonly kind: 'embedded' } & EmbeddedSettings)
) & {
  /** Milliseconds that an operation may take; then it fails. */
  readonly timeoutMs: number;
};
