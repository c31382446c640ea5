import express, { type Express, type Router } from 'express';
import helmet from 'helmet';
import type { Access } from './access.ts';
import { addressOf } from './access/address.ts';
import { halFace } from './hal/face.ts';
import { problemErrorHandler, sendProblem } from './hal/problem-document.ts';
import { problemPages } from './hal/problem-pages.ts';
import type { Links } from './hal/render.ts';
import type { HomeLinks } from './hal/routes/table.ts';
import { tokenRoutes } from './hal/routes/token.ts';
import { metricsRoute } from './metrics.ts';
import { healthRoute } from './hal/routes/health.ts';
import { relationsOf } from './hal/relations.ts';
import { descriptionRoute } from './hal/routes/description.ts';
import { relationRoutes } from './hal/routes/relations.ts';
import { notFound } from './resource/problems.ts';
import { problemKindsOf } from './resource/problem-kinds.ts';
import { collectionHref, type Served } from './resource/served.ts';
import type { ServiceSettings } from './settings.ts';
import type { Store } from './store/port.ts';
import type { Sent } from './wire/forwarded.ts';
import { createRateLimit } from './wire/rate.ts';
import { always, crossOrigin, identifyRequest, outwardOf, placeRequest } from './wire/web.ts';

export interface AppParts {
  readonly access: Access;
  readonly graphql: Router;
  readonly store: Store;
  readonly settings: ServiceSettings;
}

function processLinks(base: string, { office }: Access): Links {
  if (office === undefined) return {};
  return {
    token: { href: `${base}/token`, title: 'Get a Bearer token for a username and a password, or renew one (POST)' },
    jwks: { href: `${base}/jwks`, title: 'The keys that tokens are checked with' },
  };
}

/** What the service offers at the gateway's root: its resource, and the processes that start there. */
export function relsOf(served: Served, access: Access): Links {
  const { base, resource } = served;
  const known = relationsOf(resource.definition, { base, givesTokens: access.office !== undefined });
  const links = { [resource.definition.name]: { href: collectionHref(served) }, ...processLinks(base, access) };
  const described = Object.entries(links).map(([rel, link]) => {
    const { title, description, methods, form } = known.find((relation) => relation.rel === rel) ?? {};
    return [rel, { title, description, methods, form, ...link }];
  });
  return Object.fromEntries(described) as Links;
}

/** What is at the home of a service besides its resource. */
const homeLinks =
  (access: Access): HomeLinks =>
  (base) => ({
    ...processLinks(base, access),
    'service-desc': { href: `${base}/openapi.json`, title: 'What is here, in OpenAPI 3.1' },
    'eb:graphql': { href: `${base}/graphql`, title: 'The same resource as a GraphQL subgraph' },
    'eb:sdl': { href: `${base}/sdl`, title: "The subgraph's schema, as text" },
    health: { href: `${base}/health`, title: 'Whether the service can do its work' },
    'eb:metrics': { href: `${base}/metrics`, title: 'Figures for Prometheus' },
  });

/** The Express application of a service: both faces, their documentation, its health. */
export function serviceApp(served: Served, { access, graphql, store, settings }: AppParts): Express {
  const { base, log, resource } = served;
  const signIn = access.identifier.signIn;
  const addressFrom = (sent: Sent) => addressOf(sent, { services: access.services, trust: settings.trust });
  const tokens = access.office === undefined ? [] : tokenRoutes({ ...access.office, signIn, addressOf: addressFrom });
  const givesTokens = access.office !== undefined;
  const routes = [...tokens, ...relationRoutes(givesTokens), descriptionRoute(givesTokens), healthRoute(store)];
  const app = express();
  app.disable('x-powered-by').set('etag', false).set('query parser', 'simple');
  app.use(always(helmet({ contentSecurityPolicy: false })));
  app.use(identifyRequest, placeRequest({ own: base, isFixed: settings.baseUrl !== undefined, trust: settings.trust }));
  app.use(crossOrigin(settings.corsOrigins));
  app.get('/metrics', metricsRoute(served));
  app.use(graphql);
  app.use(problemPages(problemKindsOf(resource.definition)));
  app.use(
    halFace({
      ...settings,
      served,
      home: homeLinks(access),
      routes,
      rateLimit: createRateLimit(settings.rate),
      addressOf: addressFrom,
    }),
  );
  app.use((request, response) => {
    const nothing = notFound(`nothing is at ${request.path}; begin at ${outwardOf(response)}/`);
    sendProblem(response, nothing, { instance: request.originalUrl });
  });
  app.use(problemErrorHandler(log));
  return app;
}
