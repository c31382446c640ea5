import { defaultLimits } from '../../../kit/resource/limits.ts';
import { serviceRoutes } from '../../../kit/service/app.ts';
import { registrationRoutes } from '../../../hal-gateway/registration-routes.ts';
import { halGatewayRoutes } from '../../../hal-gateway/routes.ts';
import { product } from '../../../product/product.ts';
import { serviceParts } from '../../support/parts.ts';
import type { ServicePart } from '../../../scripts/parts.ts';
import type { HalBody } from '../../support/clients.ts';
import type { TestSystem } from '../../support/system.ts';

/** A route of a running service or of the HAL gateway. */
export interface CrawlerRoute {
  /** Base URL, without a trailing slash. */
  readonly base: string;
  readonly path: string;
  readonly methods: readonly string[];
}

type RouteEntries = readonly (readonly [path: string, methods: object, produces?: object])[];

const routesAt = (base: string, table: RouteEntries): readonly CrawlerRoute[] =>
  table.map(([path, methods]) => ({ base, path, methods: Object.keys(methods) }));

/** Builds the routing table from the resource definition alone, since its handlers are never called. */
function serviceRouteEntries({ definition, name }: ServicePart): RouteEntries {
  const tokenService = definition.authenticates === undefined ? undefined : {};
  const runtime: HalBody = { name, resource: { definition, limits: defaultLimits } };
  const context: HalBody = { access: { tokenService, authenticator: {} }, graphql: {}, settings: { product } };
  const { publicRoutes, routes } = serviceRoutes(runtime, context);
  return [...publicRoutes, ...routes, ['/graphql', { GET: undefined, POST: undefined }]];
}

/** Lists the routes of the HAL gateway and of all services, in matching order. */
export function listRoutes({ halGateway, services }: TestSystem): readonly CrawlerRoute[] {
  const gateway: HalBody = { product, pages: true };
  return [
    ...routesAt(halGateway, [...halGatewayRoutes(gateway), ...registrationRoutes(gateway)]),
    ...Object.entries(serviceParts).flatMap(([word, part]) =>
      routesAt(services[word]?.url ?? '', serviceRouteEntries(part)),
    ),
  ];
}

/** Returns the route that matches a URL. */
export function matchRoute(url: string, routes: readonly CrawlerRoute[]): CrawlerRoute | undefined {
  const { origin, pathname } = new URL(url);
  return routes.find(
    ({ base, path }) => base === origin && new RegExp(`^${path.replace(/:\w+/g, '[^/]+')}$`).test(pathname),
  );
}

/** Whether a route belongs to the internal API between services. */
export const isInternalRoute = ({ path }: CrawlerRoute): boolean => /\/_\w+$/.test(path);
