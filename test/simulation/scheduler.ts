import type { Choices } from './choices.ts';
import { untilQuiet, type Clock, type Timer } from './clock.ts';

/** A process of the simulated system. It runs only in steps that belong to it. */
export interface SimulatedProcess {
  readonly name: string;
  isAlive: boolean;
  /** Whether it stands still: none of its steps runs. */
  isPaused: boolean;
}

/** Something that can happen next. */
export interface Step {
  readonly label: string;
  /** The process that runs; undefined for the store and the network. */
  readonly owner: SimulatedProcess | undefined;
  /** What can happen instead, and what the choice is about; 0 is the plain variant. */
  readonly variants?: { readonly kind: 'answer' | 'message'; readonly count: number };
  run(variant: number): void;
}

/** Something besides steps that can happen between any two of them. */
export interface Fault {
  readonly label: string;
  /** Whether it can happen now. */
  readonly isPossible: () => boolean;
  readonly happen: () => void;
}

export interface Scheduler {
  readonly clock: Clock;
  readonly choices: Choices;
  /** The number of turns so far: the time of the history. */
  turn(): number;
  add(step: Step): void;
  /** Creates a timer of the process that runs. */
  readonly schedule: Clock['schedule'];
  /** The rest of the turn belongs to a process, and with it the timers that are created. */
  enter(process: SimulatedProcess): void;
  /** Removes the steps and timers of a process that has died. */
  discard(process: SimulatedProcess): void;
  /** Whether faults, delays and leaps of time happen. */
  hasFaults: boolean;
  /** Runs until the condition holds. @returns whether it does: `false` if nothing can happen, or after too many turns */
  runUntil(condition: () => boolean): Promise<boolean>;
  /** What happened in each turn. */
  readonly trace: readonly string[];
}

export interface SchedulerSettings {
  readonly clock: Clock;
  readonly choices: Choices;
  readonly faults: readonly Fault[];
  /** Milliseconds by which the clock can leap while everything else waits. */
  readonly leapMs: number;
  readonly maxTurns: number;
}

/**
 * Creates the scheduler of a run. In each turn, one thing happens, which the choices determine: a step of those that are
 * ready, a fault, or the clock moves. Then everything runs that waited only for that.
 */
export function createScheduler(settings: SchedulerSettings): Scheduler {
  const { clock, choices, faults, leapMs, maxTurns } = settings;
  const trace: string[] = [];
  const owners = new WeakMap<Timer, SimulatedProcess>();
  /** Timers that are due and wait for their turn. */
  const queued = new Set<Timer>();
  let ready: Step[] = [];
  let current: SimulatedProcess | undefined;
  let turn = 0;

  function moveTo(time: number): void {
    clock.moveTo(time);
    for (const timer of clock.takeDue()) addTimer(timer);
  }
  function addTimer(timer: Timer): void {
    const owner = owners.get(timer);
    if (owner?.isAlive === false) {
      timer.isActive = false;
      return;
    }
    if (queued.has(timer)) return;
    queued.add(timer);
    ready.push({
      label: `${owner?.name ?? 'nobody'}: timer`,
      owner,
      run: () => {
        queued.delete(timer);
        if (timer.isActive) timer.callback();
      },
    });
  }
  const isRunnable = ({ owner }: Step): boolean => owner === undefined || (owner.isAlive && !owner.isPaused);

  function runStep(step: Step): void {
    ready.splice(ready.indexOf(step), 1);
    const { variants } = step;
    const variant = variants === undefined || !scheduler.hasFaults ? 0 : choices.next(variants.kind, variants.count);
    trace.push(variant === 0 ? step.label : `${step.label} (${variant})`);
    current = step.owner;
    step.run(variant);
  }

  /** Lets a fault happen, or the clock leap, if that is chosen. */
  function interrupt(): boolean {
    if (!scheduler.hasFaults) return false;
    const time = choices.next('time', 3);
    if (time > 0) {
      const next = time === 1 ? clock.nextTimer() : clock.now() + leapMs;
      if (next === undefined) return false;
      trace.push(time === 1 ? 'the next timer is due' : 'the clock leaps');
      moveTo(next);
      return true;
    }
    const fault = faults[choices.next('fault', faults.length + 1) - 1];
    if (fault?.isPossible() !== true) return false;
    trace.push(fault.label);
    fault.happen();
    return true;
  }

  /** Lets one thing happen. Returns false if there is none. */
  function takeTurn(): boolean {
    current = undefined;
    if (interrupt()) return true;
    const runnable = ready.filter(isRunnable);
    const step = runnable[choices.next('order', runnable.length)];
    if (step !== undefined) return (runStep(step), true);
    const next = clock.nextTimer();
    if (next === undefined) return false;
    trace.push('the next timer is due');
    moveTo(next);
    return true;
  }

  const scheduler: Scheduler = {
    clock,
    choices,
    trace,
    hasFaults: false,
    turn: () => turn,
    add: (step) => void ready.push(step),
    schedule: (...args) => {
      const timer = clock.schedule(...args);
      if (current !== undefined) owners.set(timer, current);
      return timer;
    },
    enter: (process) => {
      current = process;
    },
    discard: (process) => {
      ready = ready.filter(({ owner }) => owner !== process);
    },
    runUntil: async (condition) => {
      await untilQuiet();
      while (!condition()) {
        if (turn >= maxTurns || !takeTurn()) return false;
        turn++;
        await untilQuiet();
      }
      return true;
    },
  };
  return scheduler;
}
