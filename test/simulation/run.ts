import { withDomain, type DomainWord } from '../../scripts/domain.ts';
import { checkHistory } from '../chaos/check-history.ts';
import { checkInvariants } from '../chaos/check-invariants.ts';
import { finalStateOf, type FinalState } from '../chaos/final-state.ts';
import { effectiveStart, type ChaosOperation, type ChaosOutcome, type HistoryEntry } from '../chaos/history.ts';
import type { Random } from '../chaos/random.ts';
import { createHalSender } from '../chaos/senders/hal.ts';
import type { OperationSender } from '../chaos/senders/sender.ts';
import { createRandom } from '../chaos/random.ts';
import type { Choices } from './choices.ts';
import { createClock, replaceGlobals } from './clock.ts';
import type { PreparedScenario } from './prepare.ts';
import { createScheduler, type Fault, type Scheduler } from './scheduler.ts';
import { leaseMs, remoteTimeoutMs } from './service.ts';
import { createSimulatedStore } from './store/store.ts';
import { createSimulatedSystem, origins, type SimulatedSystem } from './system.ts';

/** The result of a run. */
export interface RunResult {
  readonly violations: readonly string[];
  readonly history: readonly HistoryEntry[];
  readonly trace: readonly string[];
  readonly turns: number;
}

const maxTurns = 20_000;
/** Milliseconds after the last fault until which everything must have recovered. */
const maxRecoveryMs = 10 * leaseMs;
/** Longer than the leases of pending writes. */
const leapMs = leaseMs + 1;
const callerTimeoutMs = 20_000;

/** Runs a scenario: its callers while faults happen, then the recovery, and then one more operation. */
export async function runScenario(prepared: PreparedScenario, choices: Choices): Promise<RunResult> {
  const clock = createClock();
  clock.moveTo(prepared.time);
  const faults: Fault[] = [];
  const scheduler = createScheduler({ clock, choices, faults, leapMs, maxTurns });
  const random = createRandom(1);
  const restore = replaceGlobals({
    now: clock.now,
    schedule: scheduler.schedule,
    random: () => random.under(2 ** 30) / 2 ** 30,
  });
  try {
    const instances = 1 + choices.next('variant', 2);
    const system = createSimulatedSystem(scheduler, { state: prepared.state, instances });
    const { faults: only } = prepared.scenario;
    faults.push(...system.faults.filter(({ label }) => only?.includes(label) ?? true));
    await system.start();
    return await new Run(prepared, scheduler, system).result();
  } finally {
    restore();
  }
}

/** The random decisions of a sender, as choices of the run. */
const randomFrom = (choices: Choices): Random => ({
  under: (below) => choices.next('operation', below),
  pick: (from) => from[choices.next('operation', from.length)],
  chance: () => choices.next('operation', 2) === 1,
});

/** An operation that a caller sends. */
interface Sending {
  readonly operation: ChaosOperation;
  readonly key: string;
  readonly send: OperationSender;
  /** The turn in which it was sent for the first time. */
  readonly firstStart: number;
}

class Run {
  readonly #prepared: PreparedScenario;
  readonly #scheduler: Scheduler;
  readonly #system: SimulatedSystem;
  readonly #history: HistoryEntry[];
  readonly #violations: string[] = [];

  constructor(prepared: PreparedScenario, scheduler: Scheduler, system: SimulatedSystem) {
    this.#prepared = prepared;
    this.#scheduler = scheduler;
    this.#system = system;
    this.#history = [...prepared.history];
  }

  async result(): Promise<RunResult> {
    const scheduler = this.#scheduler;
    const finalState = await this.#finish();
    this.#violations.push(
      ...this.#system.loggedErrors.map((error) => `logged: ${error}`),
      ...checkInvariants(finalState),
      ...this.#unrecovered(finalState).map((each) => `not recovered: ${each}`),
      ...checkHistory(this.#history, finalState),
    );
    return {
      violations: [...new Set(this.#violations)],
      history: this.#history,
      trace: scheduler.trace,
      turns: scheduler.turn(),
    };
  }

  /** Lets all callers do their operations, and everything recover. Returns the final state. */
  async #finish(): Promise<FinalState> {
    const { callers } = this.#prepared.scenario;
    const scheduler = this.#scheduler;
    scheduler.hasFaults = true;
    let running = callers;
    for (let number = 1; number <= callers; number++) void this.#runCaller(number).then(() => running--);
    if (!(await scheduler.runUntil(() => running === 0))) this.#violations.push('the callers got no answer');
    scheduler.hasFaults = false;
    this.#system.resumeAll();
    if (!(await this.#endRequests())) this.#violations.push('a request is handled for ever');
    await this.#recover();
    await this.#proveProgress();
    return this.#recover();
  }

  /** Runs until no request is handled any more, and whoever waited for a lost one has given up. Returns whether that is. */
  async #endRequests(): Promise<boolean> {
    const scheduler = this.#scheduler;
    const isQuiet = (): boolean => this.#system.isUp() && !this.#system.network.isBusy();
    if (!(await scheduler.runUntil(isQuiet))) return false;
    const givenUpAt = scheduler.clock.now() + remoteTimeoutMs;
    return scheduler.runUntil(() => scheduler.clock.now() >= givenUpAt && isQuiet());
  }

  async #runCaller(number: number): Promise<void> {
    const { scenario, documents } = this.#prepared;
    const { choices } = this.#scheduler;
    const operations = scenario.operations(documents);
    const send = this.#createSender(`caller ${number}`);
    for (let index = 0; index < scenario.operationsPerCaller; index++) {
      const operation = operations[choices.next('operation', operations.length)]!;
      const key = `${number}-${index}`;
      const firstStart = this.#scheduler.turn();
      const outcome = await this.#execute({ operation, key, send, firstStart });
      const isRepeated = outcome.kind === 'unknown' && choices.next('operation', 2) === 1;
      if (isRepeated) await this.#execute({ operation, key, send, firstStart });
    }
  }

  #createSender(name: string): OperationSender {
    const client = this.#system.network.createClient({ name, isAlive: true, isPaused: false }, callerTimeoutMs);
    const { choices } = this.#scheduler;
    return createHalSender({ client, cluster: { services: origins }, random: randomFrom(choices) });
  }

  async #execute({ operation, key, send, firstStart }: Sending): Promise<ChaosOutcome> {
    const { usernames } = this.#prepared;
    const start = effectiveStart({ operation, firstStart, start: this.#scheduler.turn() });
    const outcome: ChaosOutcome = await send({ operation, key, username: (id) => usernames.get(id) ?? 'nobody' });
    const end = outcome.kind === 'unknown' ? Infinity : this.#scheduler.turn();
    this.#history.push({ operation, outcome, start, end });
    return outcome;
  }

  /** Runs until nothing is pending. Returns the final state: what is pending after a long time is a violation. */
  async #recover(): Promise<FinalState> {
    const scheduler = this.#scheduler;
    const giveUpAt = scheduler.clock.now() + maxRecoveryMs;
    for (;;) {
      const state = await this.#readState();
      if (this.#unrecovered(state).length === 0 || scheduler.clock.now() > giveUpAt) return state;
      const next = scheduler.clock.now() + leaseMs / 2;
      await scheduler.runUntil(() => scheduler.clock.now() >= next);
    }
  }

  /** Returns what is left behind. A booking that was void when it was written may be, if its process was killed. */
  #unrecovered({ incomplete, voidBookings }: FinalState): readonly string[] {
    const abandoned = [...this.#system.abandonedBookings()];
    return [...incomplete, ...voidBookings.filter((each) => !abandoned.some((token) => each.includes(token)))];
  }

  #readState(): Promise<FinalState> {
    const stores = [...this.#system.databases].map(
      ([word, database]): [DomainWord, ReturnType<typeof createSimulatedStore>] => [
        word,
        createSimulatedStore(database),
      ],
    );
    return finalStateOf(withDomain(Object.fromEntries(stores)));
  }

  /** After recovery, every operation gets a definite answer. */
  async #proveProgress(): Promise<void> {
    const { scenario, documents } = this.#prepared;
    const operations = scenario.operations(documents);
    const operation = operations[this.#scheduler.choices.next('operation', operations.length)]!;
    let outcome: ChaosOutcome | undefined;
    const send = this.#createSender('last caller');
    void this.#execute({ operation, key: 'last', send, firstStart: this.#scheduler.turn() }).then(
      (each) => (outcome = each),
    );
    await this.#scheduler.runUntil(() => outcome !== undefined);
    if (outcome === undefined || outcome.kind === 'unknown')
      this.#violations.push(`no progress after recovery: ${JSON.stringify({ operation, outcome })}`);
  }
}
