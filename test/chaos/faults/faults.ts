import { messageOf } from '../../../kit/util/system-error.ts';
import type { Cluster } from '../cluster.ts';
import type { ChaosOptions } from '../options.ts';
import { createRandom } from '../random.ts';
import { fillDisk } from './disk.ts';
import type { Fault, FaultContext } from './fault.ts';
import { faultKindNames, impossibleBecause, isPossibleOn, type FaultKind } from './kinds.ts';
import { failOver, kill, stepClock, stop, stopStore } from './processes.ts';
import { startSecond } from './second-starter.ts';

const attack: Fault = async ({ intruder, random, violate }) => {
  const before = intruder.requestCount;
  for (const violation of await intruder.attack(random)) violate(violation);
  return `hostile services registered; they were sent ${intruder.requestCount - before} requests`;
};

const faults: Readonly<Record<FaultKind, Fault>> = {
  kill,
  stop,
  clock: stepClock,
  disk: fillDisk,
  starter: startSecond,
  guest: attack,
  failover: failOver,
  'store-stop': stopStore,
};

/** Kinds of which two must not happen at the same time: one clock is wrong at a time, and one disk full. */
const exclusive: ReadonlySet<FaultKind> = new Set(['clock', 'disk', 'starter', 'failover', 'store-stop', 'guest']);

/** A fault that is to happen when a number of operations has been sent. */
export interface PlannedFault {
  readonly kind: FaultKind;
  readonly afterOperation: number;
  readonly seed: number;
}

/** What can happen on this store and machine, and what was asked for and cannot. */
export interface PossibleFaults {
  readonly kinds: readonly FaultKind[];
  /** Why kinds are left out that the store has but the machine does not, or that were asked for. */
  readonly skipped: readonly string[];
}

/** Returns the kinds of faults of a run. */
export function possibleFaults(options: ChaosOptions, { disk }: Pick<Cluster, 'disk'>): PossibleFaults {
  const asked = options.faults ?? faultKindNames.filter((kind) => isPossibleOn(options.store, kind));
  const reasons = asked.map((kind) => ({ kind, reason: impossibleBecause(kind, { store: options.store, disk }) }));
  return {
    kinds: reasons.flatMap(({ kind, reason }) => (reason === undefined ? [kind] : [])),
    skipped: reasons.flatMap(({ kind, reason }) => (reason === undefined ? [] : [`${kind}: ${reason}`])),
  };
}

/** The part of the operations after which no fault begins, so that each has operations that it disturbs. */
const latest = 0.95;

/** Plans faults at random moments of a run, all kinds equally often. */
export function planFaults({ seed, operations, faultCount }: ChaosOptions, kinds: readonly FaultKind[]) {
  const random = createRandom(seed);
  let deck: FaultKind[] = [];
  return Array.from({ length: kinds.length === 0 ? 0 : faultCount }, (): PlannedFault => {
    if (deck.length === 0) deck = [...kinds];
    const [kind = 'kill'] = deck.splice(random.under(deck.length), 1);
    return { kind, afterOperation: 1 + random.under(Math.ceil(operations * latest)), seed: random.under(2 ** 31) };
  }).sort((one, other) => one.afterOperation - other.afterOperation);
}

/** Injects the faults of a plan as operations are sent, and counts them. Faults can overlap. */
export function createFaultInjector(
  plan: readonly PlannedFault[],
  { report, ...context }: Omit<FaultContext, 'random'> & { readonly report: (line: string) => void },
) {
  const counts = new Map<FaultKind, number>();
  const queues = new Map<FaultKind, Promise<void>>();
  const injected: Promise<void>[] = [];
  let next = 0;

  async function inject({ kind, afterOperation, seed }: PlannedFault): Promise<void> {
    try {
      const description = await faults[kind]({ ...context, random: createRandom(seed) });
      counts.set(kind, (counts.get(kind) ?? 0) + 1);
      report(`${description} (after ${afterOperation} operations)`);
    } catch (error) {
      context.violate(`the fault ${kind} could not be injected: ${messageOf(error)}`);
    }
  }

  function start(fault: PlannedFault): Promise<void> {
    if (!exclusive.has(fault.kind)) return inject(fault);
    const queued = (queues.get(fault.kind) ?? Promise.resolve()).then(() => inject(fault));
    queues.set(fault.kind, queued);
    return queued;
  }

  return {
    /** Injects what is planned up to an operation. */
    sent: (operation: number): void => {
      for (let fault = plan[next]; fault !== undefined && fault.afterOperation <= operation; fault = plan[next]) {
        next++;
        injected.push(start(fault));
      }
    },
    /** Resolves when all faults have ended. Returns how often each kind happened. */
    finished: async (): Promise<ReadonlyMap<FaultKind, number>> => {
      await Promise.all(injected);
      return counts;
    },
  };
}
