import { createServiceIdentity } from '../kit/access/service-identity.ts';
import { watchRoot, type RootWatcher } from '../kit/remote/root-watcher.ts';
import { createClient } from '../kit/http/client.ts';
import { createLifetimes, type Lifetimes } from '../kit/util/lifetimes.ts';
import { createLog, type Log } from '../kit/util/log.ts';
import { notYet, serve } from '../kit/http/server.ts';
import { gatewayApp } from './app.ts';
import { createComposer } from './compose/composer.ts';
import { changes, createDiscovery, type Discovery } from './discover/discovery.ts';
import { createReader } from './discover/service-reader.ts';
import { problemOf, type Directory } from './discover/reconcile.ts';
import { createSecondLook } from './discover/rediscover.ts';
import { healthOf, type Health } from './health.ts';
import { createDataSource } from './serve/data-source.ts';
import { createGraph, type Graph } from './serve/graph.ts';
import type { GatewaySettings } from './settings.ts';

/** The GraphQL gateway, running. */
export interface RunningGateway {
  readonly url: string;
  readonly port: number;
  health(): Health;
  /** Resolves when each of these services is in the graph. */
  ready(names: readonly string[]): Promise<void>;
  /** Closing twice is harmless. */
  close(): Promise<void>;
}

/** Milliseconds between looks of `ready`. */
const readyIntervalMs = 20;

/** Starts the gateway. It listens at once, and answers 503 until the first graph is composed. */
export async function startGateway(settings: GatewaySettings): Promise<RunningGateway> {
  const log = createLog('gateway');
  const lifetimes = createLifetimes();
  try {
    const { graph, discovery } = openParts(settings, { log, lifetimes });
    const health = () => healthOf(discovery.directory(), graph.composedAt());
    const listening = lifetimes.use(await serve(notYet, { name: 'gateway', port: settings.port }));
    listening.handOver(gatewayApp({ ...settings, graph, health, log }));
    const url = settings.baseUrl ?? `http://localhost:${listening.port}`;
    log.info(`gateway is at ${url}, its services found from ${settings.gatewayUrl}`);
    const ready = (names: readonly string[]) =>
      until(() => names.every((name) => discovery.directory().get(name)?.state === 'serving'));
    return { url, port: listening.port, health, ready, close: () => lifetimes.close() };
  } catch (error) {
    await lifetimes.close();
    throw error;
  }
}

function openParts(
  settings: GatewaySettings,
  { log, lifetimes }: { log: Log; lifetimes: Lifetimes },
): { graph: Graph; discovery: Discovery } {
  const { requestTimeoutMs: timeoutMs, sweepIntervalMs, retryMs, realm, limits, introspection, studio } = settings;
  const client = lifetimes.use(createClient({ timeoutMs, connections: 128 }));
  const { product, serviceSecret: secret, readTimeoutMs } = settings;
  const identity = createServiceIdentity('gateway', { secret, product });
  const composer = lifetimes.use(createComposer());
  const urlOf = (name: string): string | undefined => discovery.directory().get(name)?.url;
  const lookAgain = createSecondLook({
    root: () => watcher.refresh(),
    service: (name) => discovery.lookAgain(name),
    patienceMs: 500,
    pauseMs: 100,
  });
  const failed = (name: string, why: string): Promise<void> => {
    log.debug({ service: name, why }, 'a service gave no answer');
    return lookAgain(name);
  };
  const dataSource = (name: string) => createDataSource(name, { client, urlOf, failed, timeoutMs, identity });
  const graph = lifetimes.use(createGraph({ dataSource, realm, limits, introspection, studio, log }));
  const discovery = lifetimes.use(
    createDiscovery({
      read: createReader(client, { timeoutMs: readTimeoutMs, product }),
      compose: composer.compose,
      show: (supergraphSdl) => graph.show(supergraphSdl),
      changed: (now, before) => tell(log, now, before),
      hinted: (hints) => hints.forEach((hint) => log.debug(hint)),
      sweepIntervalMs,
      retryMs,
    }),
  );
  const watcher = lifetimes.use(
    watchRoot({ url: settings.gatewayUrl, intervalMs: settings.rootIntervalMs, client, log }),
  );
  watcher.onChange(() => discovery.list(homesIn(watcher)));
  return { graph, discovery };
}

const homesIn = (watcher: RootWatcher): ReadonlyMap<string, string> =>
  new Map(
    (watcher.links()?.get('service') ?? []).flatMap(({ name, href }) =>
      name === undefined ? [] : [[name, href] as const],
    ),
  );

/** A line in the log for each service whose state is another than before. */
function tell(log: Log, now: Directory, before: Directory): void {
  for (const known of changes(now, before)) {
    const { name, state, url } = known;
    if (state === 'serving') log.info({ service: name, url }, `${name} is in the graph`);
    else if (state !== undefined)
      log.warn({ service: name, state, problem: problemOf(known) }, `${name} is ${state}; the last good graph stays`);
  }
}

async function until(holds: () => boolean): Promise<void> {
  while (!holds()) await new Promise((resolve) => setTimeout(resolve, readyIntervalMs));
}
