import { createReturnTimes, type ReturnTimes } from '../return-times.ts';
import { createServiceRate, type ServiceRate } from './service-rate.ts';
import { createTurns, type Turns, type Waiting } from './turns.ts';

export interface AdmissionSettings {
  /** The most tasks of one key that run at the same time; 0 is no limit. */
  readonly concurrency: number;
  /** The most tasks of one key that wait. */
  readonly waiting: number;
  /** Milliseconds for which a task waits. */
  readonly waitMs: number;
}

/** The result of a task, or when the caller is to come again. */
export type Admitted<T> =
  { readonly kind: 'done'; readonly result: T } | { readonly kind: 'refused'; readonly retryAfterSeconds: number };

/** Who does what. */
export interface AdmissionRequest {
  /** What tasks compete for, such as one document. */
  readonly key: string;
  readonly caller: string;
}

/** Lets callers take turns at what many want at the same time. */
export interface AdmissionQueue {
  /** Runs a task when it is the caller's turn. */
  run<T>(request: AdmissionRequest, task: () => Promise<T>): Promise<Admitted<T>>;
  /**
   * Returns when a caller whom it does not know yet is to come again, if nobody can join the queue now, or if tasks are
   * running and the caller `isLate`. It costs less than finding out who the caller is.
   */
  refusal(key: string, isLate?: boolean): number | undefined;
}

/** The tasks of one key. It exists while some run. */
interface Lane {
  running: number;
  readonly turns: Turns;
  readonly returns: ReturnTimes;
  readonly rate: ServiceRate;
}

/** When callers who are refused are told to return. */
const returnTimes = { first: 1, last: 30, least: 1 };

const newLane = (): Lane => ({
  running: 0,
  turns: createTurns(),
  returns: createReturnTimes(returnTimes),
  rate: createServiceRate(),
});

const retryAfter = ({ returns, rate, running }: Lane): number => returns.next(rate.perSecond() ?? running);

/**
 * Creates a queue for each key, which begins when more tasks are running than allowed. Nobody gets a second turn while
 * another caller waits for the first. When the queue is full, or would take longer than `waitMs`, callers are refused
 * at once, those first who wait for several turns.
 */
export function createAdmissionQueue(settings: AdmissionSettings): AdmissionQueue {
  const { concurrency, waiting, waitMs } = settings;
  const lanes = new Map<string, Lane>();

  const isFull = ({ turns, rate }: Lane): boolean =>
    turns.size >= waiting || turns.size * 1000 > waitMs * (rate.perSecond() ?? Infinity);

  function leave(key: string, lane: Lane): void {
    lane.rate.observe(lane.turns.size > 0);
    const next = lane.turns.next();
    if (next !== undefined) return next.start();
    lane.running--;
    if (lane.running === 0) lanes.delete(key);
  }

  /** Waits for a turn. Returns whether the caller got it. */
  function wait(lane: Lane, caller: string): Promise<boolean> {
    const round = lane.turns.roundOf(caller);
    if (isFull(lane)) {
      if (lane.turns.lastRound <= round) return Promise.resolve(false);
      lane.turns.last()?.refuse();
    }
    return new Promise((resolve) => {
      const end = (isAdmitted: boolean) => (): void => {
        clearTimeout(timer);
        resolve(isAdmitted);
      };
      const request: Waiting = { caller, start: end(true), refuse: end(false) };
      const timer = setTimeout(() => {
        lane.turns.remove(request);
        request.refuse();
      }, waitMs);
      timer.unref();
      lane.turns.add(request);
    });
  }

  return {
    run: async ({ key, caller }, task) => {
      if (concurrency === 0) return { kind: 'done', result: await task() };
      const lane = lanes.get(key) ?? newLane();
      lanes.set(key, lane);
      if (lane.running < concurrency) {
        lane.running++;
        lane.turns.count(caller);
      } else if (!(await wait(lane, caller))) return { kind: 'refused', retryAfterSeconds: retryAfter(lane) };
      try {
        return { kind: 'done', result: await task() };
      } finally {
        leave(key, lane);
      }
    },
    refusal: (key, isLate = false) => {
      const lane = lanes.get(key);
      if (lane === undefined) return undefined;
      const canJoin = lane.running < concurrency || !isFull(lane) || lane.turns.lastRound > 0;
      return isLate || !canJoin ? retryAfter(lane) : undefined;
    },
  };
}
