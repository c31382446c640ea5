import type { Express } from 'express';
import type { AccessControl } from './access.ts';
import { resolveClientAddress } from '../access/client-address.ts';
import type { GraphqlFace } from '../graphql/face.ts';
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
import { openMetrics } from './metrics.ts';
import { problemsOf } from '../resource/problem-kinds.ts';
import { collectionHref, type ServiceContext } from '../resource/service-context.ts';
import type { ServiceSettings } from './settings.ts';
import type { Store } from '../store/port.ts';
import type { RequestHead } from '../http/forwarded.ts';
import type { RateLimit } from '../http/rate-limit.ts';
import { relIn, type Product } from '../util/product.ts';

export interface ServiceAppParts {
  readonly access: AccessControl;
  readonly graphql: GraphqlFace;
  readonly store: Store;
  readonly settings: ServiceSettings;
  readonly rateLimit: RateLimit;
}

function processLinks(base: string, { tokenService }: AccessControl): Links {
  if (tokenService === undefined) return {};
  return {
    token: { href: `${base}/token`, title: 'Get a Bearer token for a username and a password, or renew one (POST)' },
    jwks: { href: `${base}/jwks`, title: 'The keys that tokens are checked with' },
  };
}

/** What the service offers at the gateway's root: its resource, and the processes that start there. */
export function registeredLinks(
  served: ServiceContext,
  { access, product }: { readonly access: AccessControl; readonly product: Product },
): Links {
  const { baseUrl, resource } = served;
  const known = describeRelations(resource.definition, {
    product,
    base: baseUrl,
    issuesTokens: access.tokenService !== undefined,
  });
  const links = {
    [resource.definition.name]: { href: collectionHref(served, resource.definition) },
    ...processLinks(baseUrl, access),
  };
  const described = Object.entries(links).map(([rel, link]) => {
    const { title, description, methods, form, properties } = known.find((relation) => relation.rel === rel) ?? {};
    return [rel, { title, description, methods, form, properties, ...link }];
  });
  return Object.fromEntries(described) as Links;
}

/** What is at the home of a service besides its resource. */
const homeOf = (access: AccessControl, product: Product): HomeContent => ({
  product,
  links: (base) => ({
    ...processLinks(base, access),
    'service-desc': { href: `${base}/openapi.json`, title: 'What is here, in OpenAPI 3.1' },
    [relIn(product, 'graphql')]: { href: `${base}/graphql`, title: 'The same resource as a GraphQL subgraph' },
    [relIn(product, 'sdl')]: { href: `${base}/sdl`, title: "The subgraph's schema, as text" },
    health: { href: `${base}/health`, title: 'Whether the service can do its work' },
    [relIn(product, 'metrics')]: { href: `${base}/metrics`, title: 'Figures for Prometheus' },
  }),
  templates: (base) => (access.tokenService === undefined ? {} : { token: tokenTemplate(`${base}/token`) }),
});

/** What everybody may read, whatever credentials they send. */
function openRoutes(
  served: ServiceContext,
  { access, graphql, store, settings }: ServiceAppParts,
): RouteTable<HalRequest> {
  const { name, resource } = served;
  const { definition, limits, maintenance } = resource;
  const issuesTokens = access.tokenService !== undefined;
  const { product } = settings;
  const metrics = openMetrics(served, product);
  return [
    ...problemRoutes(problemsOf(definition)),
    ...relationRoutes({
      product,
      title: `The relations of ${name}`,
      relations: (base) => describeRelations(definition, { product, base, issuesTokens }),
    }),
    ...descriptionRoutes({ product, definition, limits, issuesTokens }),
    ...healthRoutes({ name, store, maintenance }),
    ...dynamicTextRoutes('/metrics', { type: metrics.contentType, read: metrics.read }),
    ...staticTextRoutes('/sdl', graphql.sdl),
  ];
}

const addressFrom =
  ({ access, settings }: ServiceAppParts) =>
  (sent: RequestHead) =>
    resolveClientAddress(sent, { serviceIdentity: access.serviceIdentity, trust: settings.trust });

/** Every route of a service's HAL face: what everybody may read, and where it matters who asks. */
export function serviceRoutes(
  served: ServiceContext,
  parts: ServiceAppParts,
): Pick<HalFaceSettings, 'publicRoutes' | 'routes'> {
  const { tokenService, authenticator } = parts.access;
  const { product } = parts.settings;
  const signingIn = { product, signIn: authenticator.signIn, addressOf: addressFrom(parts) };
  const tokens = tokenService === undefined ? [] : tokenRoutes({ ...tokenService, ...signingIn });
  return {
    publicRoutes: openRoutes(served, parts),
    routes: [...tokens, ...resourceRoutes(served.resource.definition, homeOf(parts.access, product))],
  };
}

/** The Express application of a service: both faces, their documentation, its health. */
export function serviceApp(service: ServiceContext, parts: ServiceAppParts): Express {
  const { graphql, settings } = parts;
  const hal = createHalFace({
    ...settings,
    ...serviceRoutes(service, parts),
    service,
    rateLimit: parts.rateLimit,
    addressOf: addressFrom(parts),
  });
  return halApplication([graphql.router, hal], { ...settings, base: service.baseUrl, log: service.log });
}
