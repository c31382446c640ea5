import { startPlanningProcess, type PlanningProcess, type PlanningProcessSettings } from './planning-process.ts';

/** The planning process of the current supergraph. */
export interface CurrentProcess {
  /** Sets the supergraph, and ends the process of the last one. */
  use(supergraphSdl: string): void;
  /** Returns the process. Starts it if there is none, or if it has ended. */
  open(): PlanningProcess;
  /** Whether a process plans for the current supergraph. */
  isCurrent(process: PlanningProcess): boolean;
  /** Ends the process. Idempotent. */
  close(): Promise<void>;
}

/** Creates the owner of a planning process, which is not started yet. */
export function createCurrentProcess(settings: PlanningProcessSettings): CurrentProcess {
  let supergraphSdl = '';
  let current: PlanningProcess | undefined;
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
      if (current?.isAlive() !== true) current = startPlanningProcess(supergraphSdl, settings);
      return current;
    },
    isCurrent: (process) => process === current,
    close,
  };
}
