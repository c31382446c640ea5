import { withJitter } from '../../../util/backoff.ts';

/** Calls a function now and then, however often it is asked for. */
export interface Throttle {
  /** Asks for a call. */
  request(): void;
  /** Forgets the call that was asked for. */
  cancel(): void;
}

/**
 * Creates a throttle. A call comes half of `pauseMs` to all of it after it was asked for: at random, because many pages
 * learn of a change at once.
 */
export function createThrottle(call: () => void, pauseMs: number): Throttle {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const run = (): void => {
    timer = undefined;
    call();
  };
  return {
    request: () => void (timer ??= setTimeout(run, withJitter(pauseMs))),
    cancel: () => {
      clearTimeout(timer);
      timer = undefined;
    },
  };
}
