import { StoreNotWritableError, type Collection } from '../kit/store/port.ts';
import type { Registration } from './registration.ts';

/** Returns when a lease of this many seconds expires; null without a lease. */
export const expiry = (ttl: number | null | undefined): Date | null =>
  typeof ttl === 'number' ? new Date(Date.now() + ttl * 1000) : null;

/** Renews leases. */
export interface Leases {
  /** Renews a lease from now; undefined if the registration does not exist any more. */
  renew(registration: Registration): Promise<Registration | undefined>;
  /** Returns a registration as read from the store, with the current expiry of its lease. */
  current(registration: Registration): Registration;
}

/**
 * Keeps renewals in memory while the store accepts no writes, so that services stay in the root and reads go on while a
 * disk is full. A later renewal stores the lease again.
 */
export function createLeases(registrations: Collection<Registration>): Leases {
  const unsaved = new Map<string, Date | null>();

  async function renew(registration: Registration): Promise<Registration | undefined> {
    const { _id, ttl } = registration;
    const renewal = { expires: expiry(ttl), missed: 0 };
    try {
      const result = await registrations.update({ _id }, { $set: renewal });
      unsaved.delete(_id);
      return result.kind === 'updated' ? result.document : undefined;
    } catch (error) {
      if (!(error instanceof StoreNotWritableError)) throw error;
      unsaved.set(_id, renewal.expires);
      return { ...registration, ...renewal };
    }
  }

  return {
    renew,
    current: (registration) => {
      const expires = unsaved.get(registration._id);
      return expires === undefined ? registration : { ...registration, expires };
    },
  };
}
