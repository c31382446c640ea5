import { createServiceIdentity } from '../kit/access/service-identity.ts';
import { watchRoot, type RootWatcher } from '../kit/remote/root-watcher.ts';
import { createHttpClient } from '../kit/http/client.ts';
import { AsyncDisposableStack, closerOf, use } from '../kit/util/disposable-stack.ts';
import { createLog, type Log } from '../kit/util/log.ts';
import { retryWhile } from '../kit/util/retry.ts';
import { notReady, startServer } from '../kit/http/server.ts';
import { gatewayApp } from './app.ts';
import { createComposer } from './compose/composer.ts';
import { changes, createDiscovery, type Discovery } from './discover/discovery.ts';
import { createServiceReader } from './discover/service-reader.ts';
import { problemOf, type ServiceDirectory } from './discover/reconcile.ts';
import { createRediscover } from './discover/rediscover.ts';
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

/** How often `ready` checks the services. */
const readyCheck = { initialMs: 20, maxMs: 20 };

/** Starts the gateway. It listens at once, and answers 503 until the first graph is composed. */
export async function startGateway(settings: GatewaySettings): Promise<RunningGateway> {
  const log = createLog('gateway');
  const stack = new AsyncDisposableStack();
  try {
    const { graph, discovery } = openParts(settings, { log, stack });
    const health = () => healthOf(discovery.directory(), graph.composedAt());
    const listening = use(stack, await startServer(notReady, { name: 'gateway', port: settings.port }));
    listening.setHandler(gatewayApp({ ...settings, graph, health, log }));
    const url = settings.baseUrl ?? `http://localhost:${listening.port}`;
    log.info(`gateway is at ${url}, its services found from ${settings.gatewayUrl}`);
    const isServing = (name: string): boolean => discovery.directory().get(name)?.state === 'serving';
    const ready = async (names: readonly string[]): Promise<void> => {
      await retryWhile(
        (isReady) => !isReady,
        async () => names.every(isServing),
        readyCheck,
      );
    };
    return { url, port: listening.port, health, ready, close: closerOf(stack) };
  } catch (error) {
    await stack.disposeAsync();
    throw error;
  }
}

function openParts(
  settings: GatewaySettings,
  { log, stack }: { log: Log; stack: AsyncDisposableStack },
): { graph: Graph; discovery: Discovery } {
  const { requestTimeoutMs: timeoutMs, sweepIntervalMs, retryMs, realm, limits, introspection, studio } = settings;
  const client = use(stack, createHttpClient({ timeoutMs, connections: 128 }));
  const { product, serviceSecret: secret, readTimeoutMs } = settings;
  const identity = createServiceIdentity('gateway', { secret, product });
  const composer = use(stack, createComposer());
  const urlOf = (name: string): string | undefined => discovery.directory().get(name)?.url;
  const lookAgain = createRediscover({
    root: () => watcher.refresh(),
    service: (name) => discovery.rediscover(name),
    maxWaitMs: 500,
    minIntervalMs: 100,
  });
  const failed = (name: string, why: string): Promise<void> => {
    log.debug({ service: name, why }, 'a service gave no answer');
    return lookAgain(name);
  };
  const dataSource = (name: string) => createDataSource(name, { client, urlOf, failed, timeoutMs, identity });
  const graph = use(stack, createGraph({ dataSource, realm, limits, introspection, studio, log }));
  const discovery = use(
    stack,
    createDiscovery({
      read: createServiceReader(client, { timeoutMs: readTimeoutMs, product }),
      compose: composer.compose,
      show: (supergraphSdl) => graph.update(supergraphSdl),
      changed: (now, before) => tell(log, now, before),
      hinted: (hints) => hints.forEach((hint) => log.debug(hint)),
      sweepIntervalMs,
      retryMs,
    }),
  );
  const watcher = use(stack, watchRoot({ url: settings.gatewayUrl, intervalMs: settings.rootIntervalMs, client, log }));
  watcher.onChange(() => discovery.updateServices(homesIn(watcher)));
  return { graph, discovery };
}

const homesIn = (watcher: RootWatcher): ReadonlyMap<string, string> =>
  new Map(
    (watcher.links()?.get('service') ?? []).flatMap(({ name, href }) =>
      name === undefined ? [] : [[name, href] as const],
    ),
  );

/** A line in the log for each service whose state is another than before. */
function tell(log: Log, now: ServiceDirectory, before: ServiceDirectory): void {
  for (const known of changes(now, before)) {
    const { name, state, url } = known;
    if (state === 'serving') log.info({ service: name, url }, `${name} is in the graph`);
    else if (state !== undefined)
      log.warn({ service: name, state, problem: problemOf(known) }, `${name} is ${state}; the last good graph stays`);
  }
}
