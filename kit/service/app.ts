import type { Express, RequestHandler } from 'express';
import type { AccessControl } from './access.ts';
import type { GraphqlFace } from '../graphql/face.ts';
import { rejectGraphqlWhileStarting } from '../graphql/http/starting.ts';
import { halApplication } from '../hal/application.ts';
import type { RouteTable, HalRequest } from '../hal/request.ts';
import { createHalFace, type HalFaceSettings } from '../hal/face.ts';
import { describeRelations, tokenTemplate } from '../hal/relations.ts';
import type { Links } from '../hal/render.ts';
import type { HomeContent } from '../hal/routes/home.ts';
import { descriptionRoutes } from '../hal/routes/description.ts';
import { healthRoutes } from '../hal/routes/health.ts';
import { problemRoutes } from '../hal/routes/problems.ts';
import { relationRoutes } from '../hal/routes/relations.ts';
import { resourceRoutes } from '../hal/routes/resource.ts';
import { dynamicTextRoutes, staticTextRoutes } from '../hal/routes/text.ts';
import { tokenRoutes } from '../hal/routes/token.ts';
import { rejectWhileStarting } from '../hal/starting.ts';
import { openMetrics } from './metrics.ts';
import { noAdditions } from '../resource/definition/additions.ts';
import { problemsOf } from '../resource/problem-kinds.ts';
import { collectionHref, type ServiceContext } from '../resource/service-context.ts';
import type { OpenStreams } from '../resource/streams/open-streams.ts';
import type { ServiceSettings } from './settings.ts';
import type { Store } from '../store/port.ts';
import type { RequestHead } from '../http/forwarded.ts';
import type { LoadMonitor } from '../http/load-monitor.ts';
import type { RateLimit } from '../http/rate-limit.ts';
import type { Log } from '../util/log.ts';
import { registeredAdditions } from '../remote/additions.ts';
import { relIn, type Product } from '../util/product.ts';

/** The parts that a service's application is made of. */
export interface ServiceAppParts {
  readonly access: AccessControl;
  readonly graphql: GraphqlFace;
  readonly store: Store;
  readonly settings: ServiceSettings;
  readonly rateLimit: RateLimit;
  readonly load: LoadMonitor;
  readonly streams: OpenStreams;
  readonly countedAddress: HalFaceSettings['countedAddress'];
  /** The handlers that make pages of responses. */
  readonly pages: readonly RequestHandler[];
  /** Returns the warnings that `/health` shows. */
  readonly warnings: () => readonly string[];
}

/** The links of the accounts service that issue and verify tokens. */
function tokenLinks(base: string, { tokenService }: AccessControl): Links {
  if (tokenService === undefined) return {};
  return {
    token: { href: `${base}/token`, title: 'Get a Bearer token for a username and a password, or renew one (POST)' },
    jwks: { href: `${base}/jwks`, title: 'The public keys that verify tokens (JWKS)' },
  };
}

/** Returns the links that a service registers with the HAL gateway: its collection, and its token links. */
export function registeredLinks(
  service: ServiceContext,
  { access, product }: { readonly access: AccessControl; readonly product: Product },
): Links {
  const { baseUrl, resource } = service;
  const documented = describeRelations(resource.definition, {
    product,
    base: baseUrl,
    issuesTokens: access.tokenService !== undefined,
    additions: noAdditions,
  });
  const links = {
    [resource.definition.name]: {
      href: collectionHref(service, resource.definition),
      ...registeredAdditions(resource.definition),
    },
    ...tokenLinks(baseUrl, access),
  };
  const withDescriptions = Object.entries(links).map(([rel, link]) => {
    const { title, description, methods, form, properties } = documented.find((relation) => relation.rel === rel) ?? {};
    return [rel, { title, description, methods, form, properties, ...link }];
  });
  return Object.fromEntries(withDescriptions) as Links;
}

/** The content of a service's home besides its resource. */
const homeContent = (access: AccessControl, product: Product): HomeContent => ({
  product,
  links: (base) => ({
    ...tokenLinks(base, access),
    'service-desc': { href: `${base}/openapi.json`, title: 'The API description, in OpenAPI 3.1' },
    [relIn(product, 'graphql')]: {
      href: `${base}/graphql`,
      title: 'The GraphQL endpoint of this resource, a subgraph',
    },
    [relIn(product, 'sdl')]: { href: `${base}/sdl`, title: "The subgraph's schema, in SDL" },
    health: { href: `${base}/health`, title: 'The health of the service' },
    [relIn(product, 'metrics')]: { href: `${base}/metrics`, title: 'Metrics in the Prometheus text format' },
  }),
  templates: (base) => (access.tokenService === undefined ? {} : { token: tokenTemplate(`${base}/token`) }),
});

/** The routes that need no authentication: documentation, health, metrics and the schema. */
function publicRoutes(
  service: ServiceContext,
  { access, graphql, store, settings, streams, warnings }: ServiceAppParts,
): RouteTable<HalRequest> {
  const { name, resource, additions } = service;
  const { definition, limits, maintenance } = resource;
  const issuesTokens = access.tokenService !== undefined;
  const { product } = settings;
  const metrics = openMetrics(service, { product, streams });
  return [
    ...problemRoutes(problemsOf(definition)),
    ...relationRoutes({
      product,
      title: `The relations of ${name}`,
      relations: (base) => describeRelations(definition, { product, base, issuesTokens, additions: additions() }),
    }),
    ...descriptionRoutes({ product, definition, limits, issuesTokens, additions }),
    ...healthRoutes({ name, store, maintenance, warnings }),
    ...dynamicTextRoutes('/metrics', { type: metrics.contentType, read: metrics.read }),
    ...staticTextRoutes('/sdl', graphql.sdl),
  ];
}

const clientAddressOf =
  ({ clientOriginOf }: AccessControl) =>
  async (head: RequestHead): Promise<string> =>
    (await clientOriginOf(head)).address;

/** Returns every route of a service's HAL face: public ones, and those that authenticate the caller. */
export function serviceRoutes(
  service: ServiceContext,
  parts: ServiceAppParts,
): Pick<HalFaceSettings, 'publicRoutes' | 'routes'> {
  const { tokenService, authenticator } = parts.access;
  const { product } = parts.settings;
  const signInSettings = { product, signIn: authenticator.signIn, addressOf: clientAddressOf(parts.access) };
  const tokens = tokenService === undefined ? [] : tokenRoutes({ ...tokenService, ...signInSettings });
  return {
    publicRoutes: publicRoutes(service, parts),
    routes: [...tokens, ...resourceRoutes(service.resource.definition, homeContent(parts.access, product))],
  };
}

/** Creates the Express application of a service: all faces, their documentation, health and metrics. */
export function serviceApp(service: ServiceContext, parts: ServiceAppParts): Express {
  const { graphql, settings } = parts;
  const hal = createHalFace({
    ...settings,
    ...serviceRoutes(service, parts),
    challenges: settings,
    service,
    rateLimit: parts.rateLimit,
    load: parts.load,
    streams: parts.streams,
    countedAddress: parts.countedAddress,
  });
  return halApplication(
    { shared: [graphql.router, hal] },
    { ...settings, base: service.baseUrl, log: service.log, pages: parts.pages },
  );
}

/** Creates the application of a service that is starting: it answers every request with 503, in every face. */
export const startingApp = (settings: ServiceSettings, log: Log, pages: readonly RequestHandler[]): Express =>
  halApplication(
    { shared: [rejectGraphqlWhileStarting, rejectWhileStarting] },
    { ...settings, base: settings.baseUrl ?? `http://localhost:${settings.port}`, log, pages },
  );
