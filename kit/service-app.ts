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
import { relationRoutes } from './hal/routes/relations.ts';
import { notFound } from './resource/problems.ts';
import { parentOf } from './resource/definition.ts';
import { problemKindsOf } from './resource/problem-kinds.ts';
import { collectionHref, type Served } from './resource/served.ts';
import type { ServiceSettings } from './settings.ts';
import type { Store } from './store/port.ts';
import type { Sent } from './wire/forwarded.ts';
import { createRateLimit } from './wire/rate.ts';
import { crossOrigin, identifyRequest, outwardOf, placeRequest } from './wire/web.ts';

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

/** What the page of the resource's relation says beside the link: its methods, and its form where it has one. */
function aboutCollection({ base, resource: { definition } }: Served) {
  const parent = parentOf(definition)?.[1].target;
  const description =
    parent === undefined
      ? `${definition.summary} GET lists them, POST creates one, DELETE removes all.`
      : `${definition.summary} GET lists them, DELETE removes all. A new one is created in the list of its ${parent}.`;
  if (parent !== undefined) return { description, methods: ['GET', 'DELETE'] };
  return { description, methods: ['GET', 'POST', 'DELETE'], form: `${base}/${definition.plural}/create-form` };
}

/** What the service offers at the gateway's root: its resource, and the processes that start there. */
export function relsOf(served: Served, access: Access): Links {
  const { name, summary } = served.resource.definition;
  const collection = { href: collectionHref(served), title: summary, ...aboutCollection(served) };
  return { [name]: collection, ...processLinks(served.base, access) };
}

/** What is at the home of a service besides its resource. */
const homeLinks =
  (access: Access): HomeLinks =>
  (base) => ({
    ...processLinks(base, access),
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
  const routes = [...tokens, ...relationRoutes, healthRoute(store)];
  const app = express();
  app.disable('x-powered-by').set('etag', false).set('query parser', 'simple');
  app.use(helmet({ contentSecurityPolicy: false }));
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
