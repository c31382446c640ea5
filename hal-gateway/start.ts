import type { Express, RequestHandler } from 'express';
import { anonymous } from '../kit/access/caller.ts';
import { createServiceIdentity, halGatewayName, type ServiceIdentity } from '../kit/access/service-identity.ts';
import { halApplication, maxHeaderBytes } from '../kit/hal/application.ts';
import { overloadOf } from '../kit/hal/http-problems.ts';
import { checkRateLimit, countingMore } from '../kit/hal/rate-limit.ts';
import type { CountedRequest, HalRequest, RouteTable } from '../kit/hal/request.ts';
import { createPathHandlers, createRouter, type RouteSettings } from '../kit/hal/router.ts';
import { rejectWhileStarting } from '../kit/hal/starting.ts';
import { createPages } from '../kit/html/pages.ts';
import { createHttpClient, type HttpClient } from '../kit/http/client.ts';
import { resolveOrigin } from '../kit/http/forwarded.ts';
import { createLoadMonitor, type LoadMonitor } from '../kit/http/load-monitor.ts';
import { createRateLimit } from '../kit/http/rate-limit.ts';
import { startServer } from '../kit/http/server.ts';
import { defaultLimits } from '../kit/resource/limits.ts';
import { fail, succeed } from '../kit/resource/problems.ts';
import { openStore } from '../kit/store/open.ts';
import type { Store } from '../kit/store/port.ts';
import { retryWhileUnavailable } from '../kit/store/retry-while-unavailable.ts';
import { AsyncDisposableStack, closerOf, use } from '../kit/util/disposable-stack.ts';
import { createLog, type Log } from '../kit/util/log.ts';
import { createAppPage } from './app/page.ts';
import { startExpiry } from './expiry.ts';
import { createGatewayOperatorCheck } from './operators.ts';
import { startProbing } from './probe.ts';
import { registrationRoutes } from './registration-routes.ts';
import { createRegistrantResolver, isFromService } from './registry/registrant.ts';
import { registrationSchema } from './registry/registration.ts';
import { openRegistry, type Registry } from './registry/registry.ts';
import { halGatewayRoutes } from './routes.ts';
import type { HalGatewaySettings } from './settings.ts';

/** A running HAL gateway. */
export interface RunningHalGateway {
  readonly url: string;
  readonly port: number;
  /** Begins to stop: finishes the requests of open connections, which close afterwards. Idempotent. */
  drain(): Promise<void>;
  /** Finishes requests in flight and closes the store. Idempotent. */
  close(): Promise<void>;
}

interface HalGatewayParts {
  readonly registry: Registry;
  readonly store: Store;
  readonly client: HttpClient;
  readonly serviceIdentity: ServiceIdentity;
  readonly settings: HalGatewaySettings;
  readonly base: string;
  readonly load: LoadMonitor;
  readonly log: Log;
}

/**
 * Starts the HAL gateway: the registry of services, and the root that aggregates their links.
 * @param signal Ends the start when it is aborted.
 * @throws PortError, or the error that prevents the store from opening, or the reason of the signal
 */
export async function startHalGateway(settings: HalGatewaySettings, signal?: AbortSignal): Promise<RunningHalGateway> {
  const log = createLog(halGatewayName);
  const listening = await startServer(startingApp(settings, log), {
    ...settings,
    name: halGatewayName,
    maxHeaderBytes,
    log,
  });
  const stack = new AsyncDisposableStack();
  try {
    const { probes, product, serviceSecret: secret } = settings;
    const base = settings.baseUrl ?? `http://localhost:${listening.port}`;
    const store = use(stack, await openStore(settings.store, log, signal));
    const client = use(stack, createHttpClient(probes));
    const open = () => openRegistry({ ...settings, store, log });
    const registry = use(stack, await retryWhileUnavailable(open, { ...store, log, signal }));
    use(stack, startExpiry(registry, log));
    use(stack, startProbing({ ...probes, registry, client, log }));
    use(stack, listening);
    const serviceIdentity = createServiceIdentity(halGatewayName, { secret, product });
    const load = use(stack, createLoadMonitor(settings));
    listening.setHandler(halGatewayApp({ registry, store, client, serviceIdentity, settings, base, load, log }));
    log.info(`hal-gateway is listening at ${base}, with its registrations in ${store.description}`);
    return { url: base, port: listening.port, drain: listening.drain, close: closerOf(stack) };
  } catch (error) {
    await stack.disposeAsync();
    await listening.close();
    throw error;
  }
}

/** Whether a request can be refused during an overload: not health, and no registration, whose lease would expire. */
const isDeferrable = ({ url }: HalRequest): boolean =>
  !url.startsWith('/health') && !url.startsWith('/gateway_registrations');

/** Returns the address of the client. */
const addressOf = ({ head }: HalRequest, { trust }: HalGatewaySettings): string =>
  resolveOrigin(head, trust).address ?? 'unknown';

/**
 * How all routes handle requests: whoever asks, within the rate limit of the address. The registrations of services are
 * not counted, so that nobody at their address can let their leases expire.
 */
function routeSettings({
  settings,
  serviceIdentity,
  load,
}: Pick<HalGatewayParts, 'settings' | 'serviceIdentity' | 'load'>): RouteSettings<CountedRequest> {
  const rateLimit = createRateLimit(settings.rate);
  return {
    ...settings,
    maxBodyDepth: defaultLimits.bodyDepth,
    challenges: { realm: settings.realm, basic: false },
    admit: async (request, setHeaders) => {
      if (load.isOverloaded(request.head) && isDeferrable(request)) return fail(overloadOf('the gateway', load));
      const isCounted = !(await isFromService(request, serviceIdentity));
      const subject = { caller: anonymous, address: isCounted ? addressOf(request, settings) : undefined };
      const problem = await checkRateLimit(rateLimit, subject, setHeaders);
      if (problem !== undefined) return fail(problem);
      return succeed({ ...request, countMore: countingMore(rateLimit, subject, setHeaders) });
    },
  };
}

function halGatewayApp({ serviceIdentity, settings, base, load, log, ...parts }: HalGatewayParts): Express {
  const common = routeSettings({ settings, serviceIdentity, load });
  const routerOf = (routes: RouteTable<CountedRequest>) => createRouter(createPathHandlers(routes, common), settings);
  const registrations = registrationRoutes({
    ...parts,
    schema: registrationSchema(settings.limits),
    registrantOf: createRegistrantResolver({ ...settings, serviceIdentity, base }),
  });
  const checkOperator = createGatewayOperatorCheck({ ...parts, serviceIdentity, settings, base });
  const isOperator = (request: HalRequest): Promise<boolean> =>
    checkOperator(request.header('authorization'), addressOf(request, settings));
  const others = halGatewayRoutes({ ...settings, ...parts, isOperator });
  const routers = { sameOrigin: [routerOf(registrations)], shared: [routerOf(others)] };
  return halApplication(routers, { ...settings, base, log, pages: gatewayPages(settings) });
}

/** Answers every request with 503, without CORS, as registrations have none. */
const startingApp = (settings: HalGatewaySettings, log: Log): Express =>
  halApplication(
    { shared: [], sameOrigin: [rejectWhileStarting] },
    { ...settings, base: settings.baseUrl ?? `http://localhost:${settings.port}`, log, pages: gatewayPages(settings) },
  );

/** Creates the handlers that make pages of responses; none if pages are switched off. */
const gatewayPages = ({ pages, product, graphqlUrl }: HalGatewaySettings): readonly RequestHandler[] =>
  pages
    ? [
        ...createAppPage({ product, graphqlUrl }),
        ...createPages({ product, root: (base) => `${base}/`, graphql: () => graphqlUrl }),
      ]
    : [];
