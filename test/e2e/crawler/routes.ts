import { defaultLimits } from '../../../kit/resource/limits.ts';
import { serviceRoutes } from '../../../kit/service/app.ts';
import { halGatewayRoutes } from '../../../hal-gateway/routes.ts';
import { product } from '../../../product/product.ts';
import { serviceParts, serviceWords } from '../../../scripts/parts.ts';
import type { HalBody } from '../../support/clients.ts';
import type { TestSystem } from '../../support/system.ts';

/** A route of a part of the running system. */
export interface KnownRoute {
  /** Where the part is, without a slash at the end. */
  readonly base: string;
  readonly path: string;
  readonly methods: readonly string[];
}

type Table = readonly (readonly [path: string, methods: object, produces?: object])[];

const routesAt = (base: string, table: Table): readonly KnownRoute[] =>
  table.map(([path, methods]) => ({ base, path, methods: Object.keys(methods) }));

/** Tables are made of definitions alone: what a running service adds is only asked when a request comes. */
function tableOf(word: (typeof serviceWords)[number]): Table {
  const { definition, name } = serviceParts[word];
  const tokenService = word === 'accounts' ? {} : undefined;
  const served: HalBody = { name, resource: { definition, limits: defaultLimits } };
  const parts: HalBody = { access: { tokenService, authenticator: {} }, graphql: {}, settings: { product } };
  const { publicRoutes, routes } = serviceRoutes(served, parts);
  return [...publicRoutes, ...routes, ['/graphql', { GET: undefined, POST: undefined }]];
}

/** Every route of the HAL gateway and of the services, in the order in which requests find them. */
export function knownRoutes({ halGateway, services }: TestSystem): readonly KnownRoute[] {
  const gateway: HalBody = { product };
  return [
    ...routesAt(halGateway, halGatewayRoutes(gateway)),
    ...serviceWords.flatMap((word) => routesAt(services[word].url, tableOf(word))),
  ];
}

/** The route that a request to this URL finds. */
export function routeOf(url: string, routes: readonly KnownRoute[]): KnownRoute | undefined {
  const { origin, pathname } = new URL(url);
  return routes.find(
    ({ base, path }) => base === origin && new RegExp(`^${path.replace(/:\w+/g, '[^/]+')}$`).test(pathname),
  );
}

/** What services ask each other: nobody else may. */
export const isInternal = ({ path }: KnownRoute): boolean => /\/_\w+$/.test(path);
