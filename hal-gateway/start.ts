import type { Express } from 'express';
import { anonymous } from '../kit/access/caller.ts';
import { halApplication, maxHeaderBytes } from '../kit/hal/application.ts';
import { checkRateLimit } from '../kit/hal/rate-limit.ts';
import { overloaded } from '../kit/hal/http-problems.ts';
import type { HalRequest } from '../kit/hal/request.ts';
import { createPathHandlers, createRouter } from '../kit/hal/router.ts';
import { defaultLimits } from '../kit/resource/limits.ts';
import { fail, succeed } from '../kit/resource/problems.ts';
import { openStore } from '../kit/store/open.ts';
import type { Store } from '../kit/store/port.ts';
import { createLoadMonitor, type LoadMonitor } from '../kit/http/load-monitor.ts';
import { createHttpClient } from '../kit/http/client.ts';
import { resolveOrigin } from '../kit/http/forwarded.ts';
import { AsyncDisposableStack, closerOf, use } from '../kit/util/disposable-stack.ts';
import { createLog, type Log } from '../kit/util/log.ts';
import { createRateLimit } from '../kit/http/rate-limit.ts';
import { notReady, startServer } from '../kit/http/server.ts';
import { startProbing } from './probe.ts';
import { openRegistry, type Registry } from './registry.ts';
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
  const log = createLog('hal-gateway');
  const listening = await startServer(notReady, { ...settings, name: 'hal-gateway', maxHeaderBytes, log });
  const stack = new AsyncDisposableStack();
  try {
    const base = settings.baseUrl ?? `http://localhost:${listening.port}`;
    const store = use(stack, await openStore(settings.store, log, signal));
    const client = use(stack, createHttpClient({ timeoutMs: 2000 }));
    const registry = await openRegistry(store);
    use(stack, startProbing({ registry, client, log, intervalMs: settings.probeIntervalMs }));
    use(stack, listening);
    const load = use(stack, createLoadMonitor(settings));
    listening.setHandler(halGatewayApp({ registry, store, settings, base, load, log }));
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

function halGatewayApp(parts: HalGatewayParts): Express {
  const { registry, store, settings, base, load, log } = parts;
  const { product, curiesNamespace, trust } = settings;
  const rateLimit = createRateLimit(settings.rate);
  const pathHandlers = createPathHandlers(halGatewayRoutes({ product, registry, store, curiesNamespace }), {
    ...settings,
    maxBodyDepth: defaultLimits.bodyDepth,
    admit: async (request, note) => {
      if (load.isOverloaded() && isDeferrable(request))
        return fail(overloaded('the gateway is overloaded; try again in a few seconds'));
      const address = resolveOrigin(request.head, trust).address ?? 'unknown';
      const problem = await checkRateLimit(rateLimit, { caller: anonymous, address }, note);
      return problem === undefined ? succeed(request) : fail(problem);
    },
  });
  return halApplication([createRouter(pathHandlers, settings)], { ...settings, base, log });
}
