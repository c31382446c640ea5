import type { DeferredStep, Program } from '../program/compile-plan.ts';
import type { DataObject, Run } from '../program/run.ts';

/** The execution of a plan, some of which is deferred. */
export interface DeferredRun {
  /** Resolves when what is not deferred has been got. */
  readonly primary: Promise<void>;
  /** Resolves when the fragments with these labels have been got. */
  ready(labels: readonly string[]): Promise<unknown>;
  /** Resolves when everything has been got. */
  readonly all: Promise<unknown>;
}

const nothing = (): Promise<void> => Promise.resolve();

/**
 * Runs a plan. What is deferred begins as soon as the requests that it depends on have been answered, which can be before
 * all that is not deferred is there.
 */
export function runDeferred({ step, deferred }: Program, run: Run, root: DataObject): DeferredRun {
  if (deferred.length === 0) return { primary: step(run, [root]), ready: nothing, all: Promise.resolve() };
  const answered = createSignals();
  const own: Run = { ...run, onFetched: answered.set };
  const byLabel = new Map<string, Promise<unknown>>();

  function start(steps: readonly DeferredStep[], parent: Promise<unknown>): void {
    for (const { label, depends, step: each, deferred: inner } of steps) {
      const isAnswered = depends.length > 0 && Promise.all(depends.map(answered.wait));
      const begins = isAnswered ? Promise.race([isAnswered, parent]) : parent;
      const done = Promise.all([begins.then(() => each(own, [root])), parent]);
      // Nobody may be waiting for it.
      done.catch(() => undefined);
      byLabel.set(label, done);
      start(inner, done);
    }
  }
  const primary = step(own, [root]);
  start(deferred, primary);
  return {
    primary,
    // What the planner has dropped needs no service.
    ready: (labels) => Promise.all(labels.flatMap((label) => byLabel.get(label) ?? [])),
    all: Promise.all(byLabel.values()),
  };
}

/** Creates signals, which can be waited for before and after they are set. */
function createSignals() {
  const signals = new Map<string, { readonly set: () => void; readonly isSet: Promise<void> }>();
  const signal = (id: string) => {
    const known = signals.get(id);
    if (known !== undefined) return known;
    let set = (): void => undefined;
    const isSet = new Promise<void>((resolve) => (set = resolve));
    const created = { set, isSet };
    signals.set(id, created);
    return created;
  };
  return { set: (id: string) => signal(id).set(), wait: (id: string) => signal(id).isSet };
}
