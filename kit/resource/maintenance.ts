import type { Log } from '../util/log.ts';
import { poll } from '../util/poll.ts';
import { StoreUnavailable } from '../store/port.ts';
import type { Upkeep } from './resource.ts';

export interface SweepSettings {
  /** Longest pause between two sweeps, in milliseconds. */
  readonly intervalMs: number;
  readonly log: Log;
}

/** Sweeps now, and then again and again. While the store is unavailable there is nothing to finish, so nothing is logged. */
export const keepSwept = (upkeep: Pick<Upkeep, 'sweep'>, { intervalMs, log }: SweepSettings) =>
  poll({
    intervalMs,
    task: async () => {
      await upkeep.sweep();
      return true;
    },
    onError: (error, { signal }) => {
      const isExpected = error instanceof StoreUnavailable || signal.aborted;
      if (!isExpected) log.error({ err: error }, 'sweeping failed; retrying');
    },
  });
