import type { Log } from '../util/log.ts';
import { poll } from '../util/poll.ts';
import { StoreUnavailableError } from '../store/port.ts';
import type { Maintenance } from './resource.ts';

export interface MaintenanceSettings {
  /** Longest pause between two sweeps, in milliseconds. */
  readonly intervalMs: number;
  readonly log: Log;
}

/** Sweeps now, and then again and again. While the store is unavailable there is nothing to finish, so nothing is logged. */
export const startMaintenance = (
  upkeep: Pick<Maintenance, 'recoverExpired'>,
  { intervalMs, log }: MaintenanceSettings,
) =>
  poll({
    intervalMs,
    task: async () => {
      await upkeep.recoverExpired();
      return true;
    },
    onError: (error, { signal }) => {
      const isExpected = error instanceof StoreUnavailableError || signal.aborted;
      if (!isExpected) log.error({ err: error }, 'sweeping failed; retrying');
    },
  });
