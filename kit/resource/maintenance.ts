import type { Log } from '../util/log.ts';
import { poll } from '../util/poll.ts';
import { StoreUnavailableError } from '../store/port.ts';
import type { Maintenance } from './resource.ts';

export interface MaintenanceSettings {
  /** The maximum pause between two runs, in milliseconds. */
  readonly intervalMs: number;
  readonly log: Log;
}

/** Runs the maintenance of a resource at once and then periodically. An unavailable store is not logged as an error. */
export const startMaintenance = (
  maintenance: Pick<Maintenance, 'recoverExpired'>,
  { intervalMs, log }: MaintenanceSettings,
) =>
  poll({
    intervalMs,
    task: async () => {
      await maintenance.recoverExpired();
      return true;
    },
    onError: (error, { signal }) => {
      const isExpected = error instanceof StoreUnavailableError || signal.aborted;
      if (!isExpected) log.error({ err: error }, 'maintenance failed; retrying');
    },
  });
