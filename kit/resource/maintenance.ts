import type { Log } from '../util/log.ts';
import { StoreUnavailable } from '../store/port.ts';
import type { Upkeep } from './resource.ts';

export interface SweepSettings {
  /** Milliseconds between two sweeps. */
  readonly intervalMs: number;
  readonly log: Log;
}

/** Sweeps now, and then again and again. While the store is away nothing is half-done that could be finished. */
export function keepSwept(upkeep: Pick<Upkeep, 'sweep'>, { intervalMs, log }: SweepSettings) {
  let timer: NodeJS.Timeout | undefined;
  let closed = false;
  async function turn(): Promise<void> {
    try {
      await upkeep.sweep();
    } catch (error) {
      if (!(error instanceof StoreUnavailable) && !closed) log.error({ err: error }, 'sweeping failed; trying on');
    }
    if (closed) return;
    timer = setTimeout(() => void (turning = turn()), intervalMs * (0.75 + Math.random() / 2));
    timer.unref();
  }
  let turning = turn();
  return {
    close: async (): Promise<void> => {
      closed = true;
      clearTimeout(timer);
      await turning;
    },
  };
}
