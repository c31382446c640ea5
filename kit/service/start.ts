import type { Express } from 'express';
import { openAccessControl } from './access.ts';
import { halGatewayName } from '../access/service-identity.ts';
import type { ClientOriginResolver } from '../access/client-address.ts';
import { createPeerClient } from '../remote/peer-client.ts';
import { announceReferences } from '../remote/announce-references.ts';
import { watchAdditions } from '../remote/additions.ts';
import { maintainRegistration } from '../remote/registration.ts';
import { watchRoot } from '../remote/root-watcher.ts';
import { watchMismatches } from '../remote/watch-mismatches.ts';
import { openGraphqlFace } from '../graphql/face.ts';
import { maxHeaderBytes } from '../hal/application.ts';
import { storeStateOf } from '../hal/routes/health.ts';
import type { Definition } from '../resource/definition/definition.ts';
import { openResource } from '../resource/resource.ts';
import { startMaintenance } from '../resource/maintenance.ts';
import { createOpenStreams } from '../resource/streams/open-streams.ts';
import type { ServiceContext } from '../resource/service-context.ts';
import { registeredLinks, serviceApp, startingApp } from './app.ts';
import { createContextFactory } from './context-factory.ts';
import { servicePages } from './pages.ts';
import type { ServiceSettings } from './settings.ts';
import { openStore } from '../store/open.ts';
import { retryWhileUnavailable } from '../store/retry-while-unavailable.ts';
import type { Store } from '../store/port.ts';
import { createLoadMonitor } from '../http/load-monitor.ts';
import type { RequestHead } from '../http/forwarded.ts';
import type { ReadinessCheck } from '../http/health-probes.ts';
import { createRateLimit } from '../http/rate-limit.ts';
import { AsyncDisposableStack, closerOf, use } from '../util/disposable-stack.ts';
import { lazy } from '../util/lazy.ts';
import { createLog, type Log } from '../util/log.ts';
import { startServer, type RunningServer } from '../http/server.ts';

/** A running service. */
export interface RunningService {
  readonly name: string;
  readonly url: string;
  readonly port: number;
  /** Resolves when the HAL gateway has accepted the registration for the first time. */
  registered(): Promise<void>;
  /** Reads the HAL gateway's root now; resolves when the service knows the current registrations. */
  refreshRoot(): Promise<void>;
  /**
   * Begins to stop: deletes the registration and finishes the requests of open connections, which close afterwards.
   * Resolves when that is done. Requests to other services still find them. Idempotent.
   */
  drain(): Promise<void>;
  /** Deletes the registration, finishes requests in flight and closes the store. Idempotent. */
  close(): Promise<void>;
}

/** Parts that replace the ones that the settings describe. */
export interface ServiceOverrides {
  readonly store?: Store;
  /** Ends the start when it is aborted. */
  readonly signal?: AbortSignal | undefined;
}

/**
 * Starts a service: serves both faces of a definition on one port, and keeps the service registered with the HAL
 * gateway. An unreachable gateway only delays the registration.
 * @throws PortError, or the error that prevents the store from opening, or the reason of the signal
 */
export async function startService(
  definition: Definition,
  settings: ServiceSettings,
  overrides: ServiceOverrides = {},
): Promise<RunningService> {
  const log = createLog(settings.name);
  const listening = await startServer(startingApp(settings, log, servicePages(settings, definition)), {
    ...settings,
    maxHeaderBytes,
    log,
  });
  const stack = new AsyncDisposableStack();
  try {
    const { app, readiness, baseUrl, store, registered, refreshRoot, drain } = await openParts(
      { definition, settings, log, listening, overrides },
      stack,
    );
    listening.setHandler(app, readiness);
    log.info(`${settings.name} is listening at ${baseUrl}, with its documents in ${store}`);
    return {
      name: settings.name,
      url: baseUrl,
      port: listening.port,
      registered,
      refreshRoot,
      drain,
      close: closerOf(stack),
    };
  } catch (error) {
    await stack.disposeAsync();
    await listening.close();
    throw error;
  }
}

interface StartParts {
  readonly definition: Definition;
  readonly settings: ServiceSettings;
  readonly log: Log;
  readonly listening: RunningServer;
  readonly overrides: ServiceOverrides;
}

interface ServiceParts {
  readonly app: Express;
  readonly readiness: ReadinessCheck;
  readonly baseUrl: string;
  /** A description of the store, for the log. */
  readonly store: string;
  readonly registered: () => Promise<void>;
  readonly refreshRoot: () => Promise<void>;
  readonly drain: () => Promise<void>;
}

/** Opens the parts of a service in dependency order; the stack closes them in reverse order. */
async function openParts(
  { definition, settings, log, listening, overrides }: StartParts,
  stack: AsyncDisposableStack,
): Promise<ServiceParts> {
  const { name, gatewayUrl, leaseSeconds: ttlSeconds, product } = settings;
  const baseUrl = settings.baseUrl ?? `http://localhost:${listening.port}`;
  const store = use(stack, overrides.store ?? (await openStore(settings.store, log, overrides.signal)));
  const client = use(stack, createPeerClient(settings));
  const watcher = use(
    stack,
    watchRoot({ ...settings, url: gatewayUrl, intervalMs: settings.rootIntervalMs, client, log }),
  );
  const { href: hrefOf, locate } = watcher;
  const { meant, limits } = settings;
  const remote = { resource: definition.name, client, hrefOf, locate, meant, contentionMs: limits.contentionMs };
  const mismatches = use(stack, watchMismatches({ ...settings, definition, root: watcher, log }));
  const whenAvailable = { description: store.description, log, signal: overrides.signal };
  const openAccess = () => openAccessControl({ definition, store, remote }, settings);
  const access = await retryWhileUnavailable(openAccess, whenAvailable);
  const contexts = createContextFactory({ access, store, remote });
  const systemContext = contexts.forService(name);
  const resourceSettings = { ...settings, log, systemContext, announcementMs: ttlSeconds * 1000 };
  const openDefinition = () => openResource(definition, store, resourceSettings);
  const resource = await retryWhileUnavailable(openDefinition, whenAvailable);
  use(stack, startMaintenance(resource.maintenance, { intervalMs: settings.leaseMs, log }));
  const additions = watchAdditions(definition, { ...settings, links: watcher.links, log });
  const service: ServiceContext = {
    resource,
    name,
    baseUrl,
    log,
    additions,
    authenticate: contexts.authenticate,
    contextFor: contexts.forCaller,
  };
  const rateLimit = createRateLimit(settings.rate);
  const countedAddress = rateLimitedAddress(access.clientOriginOf);
  const load = use(stack, createLoadMonitor(settings));
  const streams = createOpenStreams(settings.subscriptions);
  const graphql = use(stack, await openGraphqlFace({ ...settings, service, rateLimit, countedAddress, load, streams }));
  use(stack, listening);
  // Before the server waits for its connections.
  use(stack, streams);
  const guards = { rateLimit, load, streams, countedAddress };
  const pages = servicePages(settings, definition, watcher.links);
  const parts = { access, graphql, store, settings, ...guards, pages, warnings: mismatches.current };
  const app = serviceApp(service, parts);
  const registration = () => ({ name, baseUrl, rels: registeredLinks(service, { access, product }) });
  const token = () => access.serviceIdentity.token({ audience: halGatewayName, purpose: 'registration' });
  const learnTime = (date: string | readonly string[] | undefined) =>
    access.serviceIdentity.learnTime(halGatewayName, date);
  use(
    stack,
    announceReferences(definition, { remote: systemContext.remote, intervalMs: (ttlSeconds * 1000) / 3, log }),
  );
  const lease = use(
    stack,
    maintainRegistration({ gatewayUrl, registration, token, learnTime, ttlSeconds, client, log }),
  );
  const drain = lazy(async () => {
    // The last links stay in use, although other parts that stop now withdraw theirs.
    watcher.close();
    streams.close();
    await Promise.all([lease.close(), listening.drain()]);
  });
  return {
    app,
    readiness: async () => ((await storeStateOf(store)) === 'away' ? 'unavailable' : 'ok'),
    baseUrl,
    store: store.description,
    registered: lease.registered,
    refreshRoot: watcher.refresh,
    drain,
  };
}

/** Resolves the address that the rate limit counts; undefined for a forwarded request, which its sender has counted. */
const rateLimitedAddress =
  (clientOriginOf: ClientOriginResolver) =>
  async (head: RequestHead): Promise<string | undefined> => {
    const { address, isForwarded } = await clientOriginOf(head);
    return isForwarded ? undefined : address;
  };
