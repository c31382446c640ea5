import { setTimeout as delay } from 'node:timers/promises';
import { messageOf } from '../../kit/util/system-error.ts';
import type { Cluster } from './cluster.ts';
import { lateService } from './cluster-services.ts';
import type { ChaosOperation, ChaosOutcome } from './history.ts';
import type { ChaosOptions } from './options.ts';
import { createRandom, type Random } from './random.ts';
import type { SharedState } from './worker.ts';

/** The part of the operations after which the late service starts. */
const startsAfter = 0.1;
/** How many events get their first speaker while they are removed. They start two hours apart. */
const eventCount = 10;
/** The time within which the events are removed, in milliseconds: about as long as a service's first request takes. */
const removalsMs = 1500;
const pollMs = 5;
/** How long the service may take to start, in milliseconds. */
const maxStartMs = 120_000;
/** How long faults may prevent the creation of a document, in milliseconds. */
const maxUnavailableMs = 120_000;

/** What the scenario needs of a run. */
export interface LateServiceSettings {
  readonly cluster: Pick<Cluster, 'services' | 'startLateService' | 'waitUntilHealthy'>;
  readonly options: Pick<ChaosOptions, 'operations' | 'seed'>;
  readonly state: SharedState;
  /** Sends and records an operation once. */
  readonly execute: (operation: ChaosOperation, key: string) => Promise<ChaosOutcome>;
  readonly violate: (violation: string) => void;
}

const slots = Array.from({ length: eventCount }, (_, index) => ({
  date: '2026-02-02',
  time: `${String(2 * index).padStart(2, '0')}:00:00`,
  duration: 'PT1H',
}));

/** Creates documents, with retries, since a fault may prevent it. @throws Error if it always does */
async function create({ execute }: LateServiceSettings, operation: ChaosOperation): Promise<readonly string[]> {
  const giveUpAt = performance.now() + maxUnavailableMs;
  while (performance.now() < giveUpAt) {
    const outcome = await execute(operation, `late-${operation.kind}`);
    if (outcome.kind === 'succeeded') return outcome.ids;
    await delay(500);
  }
  throw new Error(`the documents of the late service's scenario could not be created: ${JSON.stringify(operation)}`);
}

/** Resolves when an instance of the late service serves requests. @throws Error if none does */
async function waitUntilServing({ services }: LateServiceSettings['cluster']): Promise<void> {
  const serves = async (url: string): Promise<boolean> => {
    const response = await fetch(`${url}/speakers`, { signal: AbortSignal.timeout(1000) }).catch(() => undefined);
    await response?.arrayBuffer().catch(() => undefined);
    return response !== undefined && response.status < 500;
  };
  const giveUpAt = performance.now() + maxStartMs;
  while (!(await Promise.all((services[lateService] ?? []).map(serves))).includes(true)) {
    if (performance.now() > giveUpAt) throw new Error(`it does not serve requests after ${maxStartMs} ms`);
    await delay(pollMs);
  }
}

/** Creates the first speaker of an event, and removes the event meanwhile. */
async function createAndRemove(event: string, random: Random, { execute }: LateServiceSettings): Promise<void> {
  const cascade = random.chance(0.3);
  const creation = execute({ kind: 'createSpeaker', event }, `late-${event}`);
  await delay(random.under(removalsMs));
  await execute({ kind: 'removeEvent', event, cascade }, '');
  await creation;
}

/**
 * Starts a service in the middle of a run whose resource no other service has heard of. Its first speakers are created
 * while their events are removed. When it is in the graph, the workers create and remove speakers, too.
 */
export function planLateService(settings: LateServiceSettings) {
  const { cluster, options, state, violate } = settings;
  let running = Promise.resolve();

  async function run(): Promise<void> {
    const [venue = ''] = await create(settings, { kind: 'createVenue', name: 'Late', capacity: 1 });
    const events = await create(settings, { kind: 'createEvents', venue, slots });
    cluster.startLateService();
    await waitUntilServing(cluster);
    const random = createRandom(options.seed);
    await Promise.all(events.map((event) => createAndRemove(event, random, settings)));
    await cluster.waitUntilHealthy();
    state.acceptsSpeakers = true;
  }

  return {
    /** Starts the service if enough operations have been sent. */
    sent: (operation: number): void => {
      if (operation === Math.ceil(options.operations * startsAfter))
        running = run().catch((error: unknown) => violate(`the late service: ${messageOf(error)}`));
    },
    finished: (): Promise<void> => running,
  };
}
