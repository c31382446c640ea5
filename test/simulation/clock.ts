/** A timer of the simulated clock. */
export interface Timer {
  readonly callback: () => void;
  /** When it fires, in milliseconds of the clock. */
  at: number;
  /** Milliseconds between its calls, if it is an interval. */
  readonly every: number | undefined;
  isActive: boolean;
}

/** A clock that only moves when it is told to. */
export interface Clock {
  /** Milliseconds since the clock was created. */
  now(): number;
  moveTo(time: number): void;
  /** When the next timer fires. */
  nextTimer(): number | undefined;
  /** Removes and returns the timers that are due; intervals start again. */
  takeDue(): readonly Timer[];
  /** Creates a timer. It is what `setTimeout` returns. */
  schedule(callback: () => void, delayMs: number, isInterval: boolean): Timer;
}

/** The date at which simulated clocks start. */
export const epoch = Date.UTC(2027, 0, 1);

/** Creates a clock at 0. */
export function createClock(): Clock {
  let time = 0;
  let timers: Timer[] = [];
  return {
    now: () => time,
    moveTo: (next) => {
      time = Math.max(time, next);
    },
    nextTimer: () => {
      timers = timers.filter(({ isActive }) => isActive);
      return timers.length === 0 ? undefined : Math.min(...timers.map(({ at }) => at));
    },
    takeDue: () => {
      const due = timers.filter(({ at, isActive }) => isActive && at <= time).sort((a, b) => a.at - b.at);
      const renewed = due.flatMap((timer) => {
        if (timer.every === undefined) return [];
        timer.at = time + timer.every;
        return [timer];
      });
      timers = [...timers.filter((timer) => timer.isActive && !due.includes(timer)), ...renewed];
      return due;
    },
    schedule: (callback, delayMs, isInterval) => {
      const delay = Math.max(1, Number.isNaN(delayMs) ? 1 : delayMs);
      const timer = { callback, at: time + delay, every: isInterval ? delay : undefined, isActive: true };
      timers.push(timer);
      return timer;
    },
  };
}

/** What the simulation replaces while it runs. */
export interface ReplacedGlobals {
  readonly now: Clock['now'];
  /** Takes the place of `setTimeout` and `setInterval`. */
  readonly schedule: Clock['schedule'];
  /** Takes the place of `Math.random`. */
  readonly random: () => number;
}

/** The globals as they are without a simulation. */
const real = {
  Date: globalThis.Date,
  setTimeout: globalThis.setTimeout,
  clearTimeout: globalThis.clearTimeout,
  setInterval: globalThis.setInterval,
  clearInterval: globalThis.clearInterval,
  setImmediate: globalThis.setImmediate,
  random: Math.random,
  now: performance.now.bind(performance),
};

/** Returns milliseconds of the machine's monotonic clock, also during a simulation. */
export const realNow = (): number => real.now();

/** Resolves when no promise callback is left to run. During a simulation, nothing else can wait. */
export const untilQuiet = (): Promise<void> => new Promise((resolve) => real.setImmediate(() => resolve()));

const unavailable = (): never => {
  throw new Error('the simulation has no setImmediate: it would wait for the machine');
};

/**
 * Replaces `Date`, `performance.now`, timers and `Math.random` in this realm, until the returned function is called.
 * Identifiers stay random: what they are must not decide anything, which comparing two runs of one list verifies.
 */
export function replaceGlobals({ now, schedule, random }: ReplacedGlobals): () => void {
  class SimulatedDate extends real.Date {
    constructor(...values: [] | [number | string | Date]) {
      if (values.length === 0) super(epoch + now());
      else super(...values);
    }
    static override now = (): number => epoch + now();
  }
  const timerFunction =
    (isInterval: boolean) =>
    (callback: (...values: unknown[]) => void, ms?: number, ...values: unknown[]) => {
      const timer = schedule(() => callback(...values), ms ?? 0, isInterval);
      return Object.assign(timer, { unref: () => timer, ref: () => timer, hasRef: () => false });
    };
  const clear = (timer: Timer | undefined): void => {
    if (timer !== undefined && timer !== null) timer.isActive = false;
  };
  const replaced = {
    Date: SimulatedDate,
    setTimeout: timerFunction(false),
    clearTimeout: clear,
    setInterval: timerFunction(true),
    clearInterval: clear,
    setImmediate: unavailable,
  };
  Object.assign(globalThis, replaced);
  Math.random = random;
  performance.now = now;
  return () => {
    const { random: realRandom, now: realNow, ...globals } = real;
    Object.assign(globalThis, globals);
    Math.random = realRandom;
    performance.now = realNow;
  };
}
