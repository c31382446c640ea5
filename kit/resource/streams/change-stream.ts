import type { Problem } from '../problems.ts';

/** A stream of changes to one client, in whatever format. */
export interface ChangeStream {
  /** Aborted when the stream ends. */
  readonly signal: AbortSignal;
  /** Ends the stream; with a problem if its client has to know why. Idempotent. */
  end(problem?: Problem): void;
  /** Returns the problem with which the stream was ended. */
  endedBy(): Problem | undefined;
}

/** Creates a stream that is open until it is ended. */
export function createChangeStream(): ChangeStream {
  const ending = new AbortController();
  let endedBy: Problem | undefined;
  return {
    signal: ending.signal,
    endedBy: () => endedBy,
    end: (problem) => {
      if (ending.signal.aborted) return;
      endedBy = problem;
      ending.abort();
    },
  };
}
