import { startPlanningThread, type PlanningThread, type PlanningThreadSettings } from './planning-thread.ts';

/** The planning thread of the current supergraph. */
export interface CurrentThread {
  /** Sets the supergraph, and ends the thread of the last one. */
  use(supergraphSdl: string): void;
  /** Returns the thread. Starts it if there is none, or if it has ended. */
  open(): PlanningThread;
  /** Whether a thread plans for the current supergraph. */
  isCurrent(thread: PlanningThread): boolean;
  /** Ends the thread. Idempotent. */
  close(): Promise<void>;
}

/** Creates the owner of a planning thread, which is not started yet. */
export function createCurrentThread(settings: PlanningThreadSettings): CurrentThread {
  let supergraphSdl = '';
  let current: PlanningThread | undefined;
  const close = async (): Promise<void> => {
    const ended = current;
    current = undefined;
    await ended?.close();
  };
  return {
    use: (sdl) => {
      supergraphSdl = sdl;
      void close();
    },
    open: () => {
      if (current?.isAlive() !== true) current = startPlanningThread(supergraphSdl, settings);
      return current;
    },
    isCurrent: (thread) => thread === current,
    close,
  };
}
