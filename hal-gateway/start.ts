import express, { type Express } from 'express';
import helmet from 'helmet';
import type { RequestListener } from 'node:http';
import { problemErrorHandler, sendProblem } from '../kit/hal/problem-document.ts';
import { problemPages } from '../kit/hal/problem-pages.ts';
import { commonKinds } from '../kit/resource/problem-kinds.ts';
import { notFound } from '../kit/resource/problems.ts';
import { openStore } from '../kit/store/open.ts';
import { createClient } from '../kit/wire/client.ts';
import { createLifetimes } from '../kit/wire/lifetimes.ts';
import { createLog, type Log } from '../kit/wire/log.ts';
import { createRateLimit } from '../kit/wire/rate.ts';
import { serve } from '../kit/wire/serve.ts';
import { always, crossOrigin, identifyRequest, outwardOf, placeRequest } from '../kit/wire/web.ts';
import { startProbe } from './probe.ts';
import { openRegistry } from './registry.ts';
import { halGatewayRoutes, type RoutesSettings } from './routes.ts';
import type { HalGatewaySettings } from './settings.ts';

/** The HAL gateway, running. */
export interface RunningHalGateway {
  readonly url: string;
  readonly port: number;
  close(): Promise<void>;
}

/** Starts the HAL gateway: the registry of services, and the aggregation of their root documents. */
export async function startHalGateway(settings: HalGatewaySettings): Promise<RunningHalGateway> {
  const log = createLog('hal-gateway');
  let app: RequestListener = (_request, response) => response.writeHead(503, { 'retry-after': '1' }).end();
  const listening = await serve((request, response) => app(request, response), {
    name: 'hal-gateway',
    port: settings.port,
  });
  const lifetimes = createLifetimes();
  try {
    const base = settings.baseUrl ?? `http://localhost:${listening.port}`;
    const store = lifetimes.use(await openStore(settings.store, log));
    const client = lifetimes.use(createClient({ timeoutMs: 2000 }));
    const registry = await openRegistry(store);
    lifetimes.use(startProbe({ registry, client, log, intervalMs: settings.probeIntervalMs }));
    lifetimes.use(listening);
    app = halGatewayApp({ registry, settings, rateLimit: createRateLimit(settings.rate) }, { base, log });
    log.info(`hal-gateway is at ${base}, its registrations in ${store.description}`);
    return { url: base, port: listening.port, close: () => lifetimes.close() };
  } catch (error) {
    await lifetimes.close();
    await listening.close();
    throw error;
  }
}

function halGatewayApp(parts: RoutesSettings, { base, log }: { base: string; log: Log }): Express {
  const app = express();
  app.disable('x-powered-by').set('etag', false).set('query parser', 'simple');
  app.use(always(helmet({ contentSecurityPolicy: false })));
  const { baseUrl, corsOrigins, trust } = parts.settings;
  app.use(
    identifyRequest,
    placeRequest({ own: base, isFixed: baseUrl !== undefined, trust }),
    crossOrigin(corsOrigins),
  );
  app.use(problemPages(commonKinds));
  app.use(halGatewayRoutes(parts));
  app.use((request, response) => {
    sendProblem(response, notFound(`nothing is at ${request.path}; begin at ${outwardOf(response)}/`), {
      instance: request.originalUrl,
    });
  });
  app.use(problemErrorHandler(log));
  return app;
}
