import { StoreUnavailableError } from '../../kit/store/port.ts';
import type { Log } from '../../kit/util/log.ts';
import { domainWords, withDomain, type DomainWord } from '../../scripts/domain.ts';
import { serviceParts } from '../support/parts.ts';
import { untilQuiet } from './clock.ts';
import { createNetwork, type Endpoint, type Network } from './network.ts';
import type { Fault, Scheduler, SimulatedProcess } from './scheduler.ts';
import { remoteTimeoutMs, startSimulatedService } from './service.ts';
import { createDatabase, type Database, type DatabaseState } from './store/database.ts';
import { createSimulatedStore, performAtOnce, type Perform, type StoreOperation } from './store/store.ts';

/** The documents of all services at one time. */
export type SystemState = ReadonlyMap<DomainWord, DatabaseState>;

/** The services of the domain on a simulated network and simulated stores. */
export interface SimulatedSystem {
  readonly network: Network;
  readonly databases: ReadonlyMap<DomainWord, Database>;
  /** Starts all instances. Nothing else happens meanwhile. */
  start(): Promise<void>;
  /** What can happen besides steps. */
  readonly faults: readonly Fault[];
  /** Lets the processes that stand still go on. */
  resumeAll(): void;
  /** Whether all instances have started. */
  isUp(): boolean;
  /** Errors that services have logged. */
  readonly loggedErrors: readonly string[];
  /** The tokens of bookings that were void when they were written, and whose process was killed before it undid them. */
  abandonedBookings(): ReadonlySet<string>;
}

export interface SystemSettings {
  readonly state: SystemState;
  /** The number of instances of each service. */
  readonly instances: number;
}

/** What becomes of an operation when the connection to the store is lost. */
const losses = { beforeEffect: 1, afterEffect: 2 };

const originOf = (word: DomainWord): string => `http://${serviceParts[word].name}`;
/** The URLs of the services, by their short names. */
export const origins = withDomain(Object.fromEntries(domainWords.map((word) => [word, [originOf(word)]])));

/** Creates the system. The scheduler must exist before, and gets its faults from here. */
export function createSimulatedSystem(scheduler: Scheduler, settings: SystemSettings): SimulatedSystem {
  const databases = new Map(domainWords.map((word) => [word, createDatabase(settings.state.get(word))] as const));
  const endpoints = new Map<DomainWord, Endpoint[]>(domainWords.map((word) => [word, []]));
  const byOrigin = new Map(domainWords.map((word) => [originOf(word), word]));
  /** The secondaries of each store: writes are acknowledged when they have them. */
  const replications = new Map<DomainWord, SimulatedProcess>(
    domainWords.map((word) => [word, { name: `the secondaries of ${word}`, isAlive: true, isPaused: false }]),
  );
  const loggedErrors: string[] = [];
  const lateBookings: LateBookings = new Map();
  const network = createNetwork(scheduler, (origin) => endpoints.get(byOrigin.get(origin) ?? 'venues') ?? []);
  let isStarting = false;

  const ignore = (): void => undefined;
  const log = {
    debug: ignore,
    info: ignore,
    warn: ignore,
    error: ({ err }: { readonly err: unknown }) =>
      void loggedErrors.push(err instanceof Error ? (err.stack ?? err.message) : String(err)),
  } as unknown as Log;

  function locate(resource: string) {
    const word = domainWords.find((each) => serviceParts[each].definition.name === resource);
    if (word === undefined) return undefined;
    return { href: `${originOf(word)}/${serviceParts[word].definition.plural}`, service: serviceParts[word].name };
  }

  /** Performs the operations of a process when the scheduler chooses. */
  const performFor =
    (word: DomainWord, process: SimulatedProcess): Perform =>
    (operation) => {
      const database = databases.get(word)!;
      return isStarting
        ? performAtOnce(database)(operation)
        : performInTurn(
            { scheduler, database, process, replication: replications.get(word)!, lateBookings },
            operation,
          );
    };

  async function boot(word: DomainWord, endpoint: Endpoint): Promise<void> {
    const { process } = endpoint;
    const { definition, name } = serviceParts[word];
    const store = createSimulatedStore(databases.get(word)!, performFor(word, process));
    const client = network.createClient(process, remoteTimeoutMs);
    endpoint.handle = await startSimulatedService({ definition, name, store, client, log, locate });
  }

  /** Starts an instance as a new process. */
  function launch(word: DomainWord, index: number): Endpoint {
    const process: SimulatedProcess = { name: `${word} ${index + 1}`, isAlive: true, isPaused: false };
    const endpoint: Endpoint = { process, handle: undefined };
    endpoints.get(word)![index] = endpoint;
    scheduler.enter(process);
    return endpoint;
  }

  const kill = (word: DomainWord, index: number): void => {
    const { process } = endpoints.get(word)![index]!;
    process.isAlive = false;
    scheduler.discard(process);
    network.reset(process);
    const restart = (): void => void boot(word, launch(word, index));
    scheduler.add({ label: `${process.name} starts again`, owner: undefined, run: restart });
  };
  const pause = (process: SimulatedProcess): void => {
    process.isPaused = true;
    const resume = (): void => {
      process.isPaused = false;
    };
    scheduler.add({ label: `${process.name} goes on`, owner: undefined, run: resume });
  };

  const faultsOfInstance = (word: DomainWord, index: number): Fault[] => {
    const process = (): SimulatedProcess | undefined => endpoints.get(word)?.[index]?.process;
    const name = `${word} ${index + 1}`;
    return [
      {
        label: `${name} is killed`,
        isPossible: () => process()?.isAlive === true,
        happen: () => kill(word, index),
      },
      {
        label: `${name} stands still`,
        isPossible: () => process()?.isAlive === true && process()?.isPaused === false,
        happen: () => pause(process()!),
      },
    ];
  };
  /** The primary is lost, or steps down when another server has all of its writes. */
  const failOver = (word: DomainWord, loses: 'none' | 'uncommitted'): void => {
    databases.get(word)!.failOver(loses);
    replications.get(word)!.isPaused = false;
  };
  /** No write is acknowledged until the secondaries go on, or one of them becomes the primary without these writes. */
  const stall = (word: DomainWord): void => {
    const replication = replications.get(word)!;
    replication.isPaused = true;
    scheduler.add({
      label: `${replication.name} go on`,
      owner: undefined,
      run: () => {
        if (scheduler.hasFaults && scheduler.choices.next('variant', 2) === 1) return failOver(word, 'uncommitted');
        replication.isPaused = false;
      },
    });
  };
  const faultsOfStore = (word: DomainWord): Fault[] => [
    {
      label: `the primary of ${word} is lost`,
      isPossible: () => true,
      happen: () => failOver(word, 'uncommitted'),
    },
    { label: `the primary of ${word} steps down`, isPossible: () => true, happen: () => failOver(word, 'none') },
    {
      label: `the secondaries of ${word} stand still`,
      isPossible: () => replications.get(word)?.isPaused === false,
      happen: () => stall(word),
    },
  ];
  const instanceNumbers = Array.from({ length: settings.instances }, (_, index) => index);

  return {
    network,
    databases,
    loggedErrors,
    abandonedBookings: () => new Set([...lateBookings].flatMap(([token, process]) => (process.isAlive ? [] : [token]))),
    start: async () => {
      isStarting = true;
      for (const word of domainWords)
        for (const index of instanceNumbers) {
          await boot(word, launch(word, index));
          await untilQuiet();
        }
      isStarting = false;
    },
    faults: domainWords.flatMap((word) => [
      ...instanceNumbers.flatMap((index) => faultsOfInstance(word, index)),
      ...faultsOfStore(word),
    ]),
    isUp: () => [...endpoints.values()].flat().every(({ process, handle }) => process.isAlive && handle !== undefined),
    resumeAll: () => {
      const instances = [...endpoints.values()].flat().map(({ process }) => process);
      for (const process of [...instances, ...replications.values()]) process.isPaused = false;
    },
  };
}

interface StoreConnection {
  readonly scheduler: Scheduler;
  readonly database: Database;
  readonly process: SimulatedProcess;
  readonly replication: SimulatedProcess;
  readonly lateBookings: LateBookings;
}

/** Booking tokens, and the processes that wrote them when they were void already. */
type LateBookings = Map<string, SimulatedProcess>;

/** The operation that books a time. */
const bookingLabel = 'upsert day_schedules';

interface StoredEvent {
  readonly _claim?: string;
  readonly _intent?: { readonly token: string };
}
interface StoredSchedule {
  readonly bookings: readonly { readonly event: string; readonly token: string }[];
}

/** Returns the tokens of the bookings that are neither the claim nor the pending write of their event. */
function voidBookings(database: Database): readonly string[] {
  const state = database.state();
  const events = new Map((state.get('events') ?? []).map((event) => [event._id, event as StoredEvent]));
  const schedules = (state.get('day_schedules') ?? []) as unknown as readonly StoredSchedule[];
  return schedules
    .flatMap(({ bookings }) => bookings)
    .filter(({ event, token }) => ![events.get(event)?._claim, events.get(event)?._intent?.token].includes(token))
    .map(({ token }) => token);
}

/**
 * Performs an operation in a turn of the store. Its result arrives in the same turn, or, if so chosen, in a later one of
 * the process: a write is not committed before. If the primary changes in between, the result is that it is unavailable.
 */
function performInTurn<T>(
  { scheduler, database, process, replication, lateBookings }: StoreConnection,
  { label, isWrite, execute }: StoreOperation<T>,
): Promise<T> {
  return new Promise((resolve, reject) => {
    const lose = (): void => reject(new StoreUnavailableError('the connection to the store is lost'));
    /** The process learns the result now, or when it goes on. */
    function tell(settle: () => void): void {
      if (!process.isAlive) return;
      scheduler.enter(process);
      if (!process.isPaused) return settle();
      scheduler.add({ label: `${process.name}: the result of ${label}`, owner: process, run: settle });
    }
    function takeEffect(loss: number): void {
      if (loss === losses.beforeEffect) return tell(lose);
      const before = label === bookingLabel ? voidBookings(database) : [];
      const result = execute();
      if (label === bookingLabel)
        for (const token of voidBookings(database)) if (!before.includes(token)) lateBookings.set(token, process);
      const { failovers } = database;
      const acknowledge = (): void => {
        if (database.failovers !== failovers) return tell(lose);
        if (isWrite) database.commit();
        tell(loss === losses.afterEffect ? lose : () => resolve(result));
      };
      const waits = isWrite && replication.isPaused;
      if (!waits && (!scheduler.hasFaults || scheduler.choices.next('answer', 2) === 0)) return acknowledge();
      const acknowledged = `${process.name}: ${label} is acknowledged`;
      scheduler.add({ label: acknowledged, owner: isWrite ? replication : undefined, run: acknowledge });
    }
    scheduler.add({
      label: `${process.name}: ${label}`,
      owner: undefined,
      variants: { kind: 'message', count: isWrite ? 3 : 2 },
      run: takeEffect,
    });
  });
}
