import { setTimeout as delay } from 'node:timers/promises';
import { createServiceIdentity } from '../kit/access/service-identity.ts';
import { createGatewayAccess, type GatewayAccess } from '../kit/remote/gateway-access.ts';
import { watchRoot, type RootWatcher } from '../kit/remote/root-watcher.ts';
import { createLoadMonitor } from '../kit/http/load-monitor.ts';
import { createHttpClient, type HttpClient } from '../kit/http/client.ts';
import { AsyncDisposableStack, closerOf, use } from '../kit/util/disposable-stack.ts';
import { createLog, type Log } from '../kit/util/log.ts';
import { retryWhile } from '../kit/util/retry.ts';
import { notReady, startServer } from '../kit/http/server.ts';
import { gatewayApp } from './app.ts';
import { createComposer } from './compose/composer.ts';
import { compositionVersion } from './compose/composition-version.ts';
import { changedServices, createDiscovery, type Discovery, type DiscoveryParts } from './discover/discovery.ts';
import { listedServices } from './discover/listed-services.ts';
import { createServiceReader } from './discover/service-reader.ts';
import { problemOf, type KnownService, type ServiceDirectory } from './discover/reconcile.ts';
import { createRediscover } from './discover/rediscover.ts';
import { cacheCompositions } from './persistence/composition-cache.ts';
import { restoreGraph } from './persistence/restore-graph.ts';
import { openDocuments } from './persisted/open-documents.ts';
import { openSupergraphFile } from './persistence/supergraph-file.ts';
import { openMetrics, type GatewayMetrics, type OpenedMetrics } from './observe/gateway-metrics.ts';
import { observeRequests } from './observe/observe-requests.ts';
import { observeComposer, observeServices } from './observe/observe-subgraphs.ts';
import { healthPages } from './health-page.ts';
import { countStates, healthOf, type Health } from './health.ts';
import { createServiceClient, type Endpoint } from './serve/service-client.ts';
import { createServiceGuard } from './serve/service-guard.ts';
import { createGraph, type Graph } from './serve/graph.ts';
import type { GatewaySettings } from './settings.ts';
import { createSourceClient } from './stream/source/source-client.ts';
import { createOpenSubscriptions, type OpenSubscriptions } from './stream/subscription/open-subscriptions.ts';
import { createSubscriber } from './stream/subscription/subscribe.ts';

/** A running GraphQL gateway. */
export interface RunningGateway {
  readonly url: string;
  readonly port: number;
  health(): Health;
  /** Resolves when all of these services are `serving`. @throws the signal's reason if it is aborted first */
  ready(names: readonly string[], signal?: AbortSignal): Promise<void>;
  /**
   * Begins to stop: finishes the requests of open connections, which close afterwards. The graph stays as it is.
   * Idempotent.
   */
  drain(): Promise<void>;
  /** Finishes requests in flight. Idempotent. */
  close(): Promise<void>;
}

/** How often `ready` checks the services. */
const readyCheck = { initialMs: 20, maxMs: 20 };

/** Starts the gateway. It listens at once, and responds 503 until the first graph is composed. */
export async function startGateway(settings: GatewaySettings): Promise<RunningGateway> {
  const log = createLog('gateway');
  const stack = new AsyncDisposableStack();
  try {
    const persisted = await openDocuments(settings, { maxTokens: settings.limits.tokens, log });
    const opened = await openComponents(settings, { log, stack });
    const { graph, discovery, watcher, isOperator, exchange, metrics, metricsReader } = opened;
    const health = () => healthOf(discovery.directory(), graph.composedAt());
    const server = use(stack, await startServer(notReady, { ...settings, name: 'gateway', log }));
    use(stack, opened.openSubscriptions);
    const load = use(stack, createLoadMonitor(settings));
    if (opened.isRestored) await readFirst(watcher, discovery);
    const observe = observeRequests({ ...settings, metrics, log });
    const own = { persisted, isOperator, exchange, metricsReader, observe };
    const url = settings.baseUrl ?? `http://localhost:${server.port}`;
    const pages = healthPages(settings, { url, links: watcher.links });
    const app = gatewayApp({ ...settings, ...own, graph, health, pages, load, log });
    server.setHandler(app, () => (graph.handler() === undefined ? 'starting' : 'ok'));
    log.info(`gateway is at ${url}; it discovers services from ${settings.gatewayUrl}`);
    const isServing = (name: string): boolean => hasLatestSchema(discovery.directory().get(name));
    const ready = async (names: readonly string[], signal?: AbortSignal): Promise<void> => {
      await retryWhile(
        (isReady) => !isReady,
        async () => names.every(isServing),
        { ...readyCheck, signal },
      );
    };
    const drain = (): Promise<void> => {
      watcher.close();
      opened.openSubscriptions.close();
      return server.drain();
    };
    return { url, port: server.port, health, ready, drain, close: closerOf(stack) };
  } catch (error) {
    await stack.disposeAsync();
    throw error;
  }
}

/** Whether the graph has the latest schema of a service. */
const hasLatestSchema = (service: KnownService | undefined): boolean =>
  service?.state === 'serving' && service.sdl === service.accepted;

/** The longest time in milliseconds that a graph from the file waits for the root, which may say otherwise. */
const firstRootMs = 1000;

/** Reads the root, or else the services that it listed when the graph was saved. */
async function readFirst(watcher: RootWatcher, discovery: Discovery): Promise<void> {
  await Promise.race([watcher.refresh(), delay(firstRootMs, undefined, { ref: false })]);
  if (watcher.links() === undefined) discovery.readRestored();
}

interface OpenedComponents extends GatewayAccess, OpenedMetrics {
  /** Whether the graph of an earlier process is in service. */
  readonly isRestored: boolean;
  readonly graph: Graph;
  readonly discovery: Discovery;
  readonly watcher: RootWatcher;
  readonly openSubscriptions: OpenSubscriptions;
}

/** What the components share. */
interface SharedParts {
  readonly log: Log;
  readonly stack: AsyncDisposableStack;
  readonly client: HttpClient;
}

async function openComponents(
  settings: GatewaySettings,
  { log, stack }: { readonly log: Log; readonly stack: AsyncDisposableStack },
): Promise<OpenedComponents> {
  const { requestTimeoutMs: timeoutMs, maxResponseBytes, product, serviceSecret: secret } = settings;
  const client = use(stack, createHttpClient({ timeoutMs, connections: settings.maxConcurrent, maxResponseBytes }));
  const shared = { log, stack, client };
  const identity = createServiceIdentity('gateway', { secret, product });
  const rediscover = createRediscover({
    root: () => watcher.refresh(),
    service: (name) => discovery.rediscover(name),
    maxWaitMs: 500,
    minIntervalMs: 100,
  });
  const onFailure = (name: string, reason: string): Promise<void> => {
    log.debug({ service: name, reason }, `${name} failed; discovering it again`);
    return rediscover(name);
  };
  const endpointOf = (name: string): Endpoint | undefined => discovery.directory().get(name);
  const { subscriptions } = settings;
  const openSubscriptions = createOpenSubscriptions({ ...settings, ...subscriptions });
  const { guard, circuits } = createServiceGuard(settings);
  const opened = openMetrics(settings.metrics.access === 'off', {
    ...{ product, maxNames: settings.metrics.maxNames },
    states: () => countStates(discovery.directory()),
    circuits,
    openSubscriptions: () => openSubscriptions.count(),
  });
  const { metrics } = opened;
  const sending = { ...settings, endpointOf, onFailure, timeoutMs, guard, identity };
  const serviceClient = createServiceClient({ ...sending, client });
  const send = observeServices(serviceClient, metrics);
  const sources = use(stack, createSourceClient({ ...sending, ...subscriptions }));
  const subscribe = createSubscriber({ ...settings, sources, open: openSubscriptions, metrics, log });
  const graph = use(stack, createGraph({ ...settings, send, subscribe, log }));
  const file = use(stack, openSupergraphFile({ ...settings, log }));
  const restored = await restoreGraph(graph, file, log);
  const discovery = openDiscovery(settings, {
    ...{ ...shared, graph, metrics, restored, save: file.save },
    onChange: (now, before) => {
      logChanges(log, now, before);
      openSubscriptions.endMoved((name) => now.get(name)?.url);
    },
  });
  const watcher = openWatcher(settings, { ...shared, discovery });
  const { locate } = watcher;
  const access = createGatewayAccess({ ...settings, client, locate, serviceIdentity: identity });
  return { graph, discovery, watcher, openSubscriptions, isRestored: restored !== undefined, ...opened, ...access };
}

interface OpenDiscoveryParts extends SharedParts, Pick<DiscoveryParts, 'restored' | 'save' | 'onChange'> {
  readonly graph: Graph;
  readonly metrics: GatewayMetrics;
}

/** Creates the discovery of services, which publishes the graphs that it composes. */
function openDiscovery(
  settings: GatewaySettings,
  { log, stack, client, graph, metrics, onChange, ...kept }: OpenDiscoveryParts,
): Discovery {
  const { composeMemoryMb: memoryMb, readTimeoutMs: timeoutMs, serviceSecret: secret } = settings;
  const limits = { limitMs: settings.composeTimeoutMs, memoryMb };
  const composing = observeComposer(createComposer(limits), { of: 'services', metrics });
  const cache = { ...settings.compositionCache, version: compositionVersion, secret, log };
  const composer = use(stack, cacheCompositions(composing, cache));
  const guestLimits = { limitMs: settings.guestComposeTimeoutMs, memoryMb };
  const guestComposer = use(stack, observeComposer(createComposer(guestLimits), { of: 'guests', metrics }));
  return use(
    stack,
    createDiscovery({
      ...settings,
      ...kept,
      read: createServiceReader(client, { ...settings, timeoutMs }),
      compose: composer.compose,
      composeGuests: guestComposer.compose,
      publish: (supergraphSdl) => graph.update(supergraphSdl),
      onChange,
      onHints: (hints) => hints.forEach((hint) => log.debug(hint)),
    }),
  );
}

/** Watches the root of the HAL gateway, and tells the discovery which services it lists. */
function openWatcher(
  settings: GatewaySettings,
  { log, stack, client, discovery }: SharedParts & { readonly discovery: Discovery },
): RootWatcher {
  const { gatewayUrl: url, rootIntervalMs: intervalMs } = settings;
  const watcher = use(stack, watchRoot({ ...settings, url, intervalMs, client, log }));
  watcher.onChange(() => {
    const { leftOut, ...listing } = listedServices(watcher.links(), settings);
    if (leftOut > 0) warnOfLeftOut(log, leftOut);
    discovery.updateServices(listing);
  });
  return watcher;
}

const warnOfLeftOut = (log: Log, count: number): void =>
  log.warn(
    `${count} registered services are not read, because there are more than GRAPHQL_MAX_SERVICES or GRAPHQL_MAX_GUESTS`,
  );

/** Logs every service whose state or URL changed. */
function logChanges(log: Log, now: ServiceDirectory, before: ServiceDirectory): void {
  for (const service of changedServices(now, before)) {
    const { name, state, url } = service;
    if (state === 'serving') log.info({ service: name, url }, `${name} is in the graph`);
    else if (state !== undefined)
      log.warn(
        { service: name, state, problem: problemOf(service) },
        `${name} is ${state}; its last valid schema stays in the graph`,
      );
  }
}
