import type { Log } from '../kit/util/log.ts';
import { poll, type Poll } from '../kit/util/poll.ts';
import type { Registry } from './registry/registry.ts';

/** Milliseconds after which an expired lease is removed at the latest. It leaves the root when it expires. */
const intervalMs = 1000;

/** Removes expired leases and retired names from the registry, repeatedly. */
export const startExpiry = (registry: Pick<Registry, 'removeExpired'>, log: Log): Poll =>
  poll({
    task: async () => {
      await registry.removeExpired();
      return true;
    },
    intervalMs,
    immediate: false,
    onError: (error, { failures }) => {
      if (failures === 0) log.warn({ err: error }, 'removing expired registrations failed; retrying');
    },
  });
