import { appRoute } from './app/route.ts';
import { json } from '../kit/hal/media-types.ts';
import { ok, type HalRequest, type Route, type RouteTable } from '../kit/hal/request.ts';
import { storeStateOf } from '../kit/hal/routes/health.ts';
import { parsePrefer } from '../kit/hal/preferences.ts';
import { problemRoutes } from '../kit/hal/routes/problems.ts';
import { relationPage, relationRoutes } from '../kit/hal/routes/relations.ts';
import { guestsPreference, withoutGuests } from '../kit/remote/root-preference.ts';
import { notFound } from '../kit/resource/common-problems.ts';
import { commonProblems } from '../kit/resource/problem-kinds.ts';
import { fail } from '../kit/resource/problems.ts';
import type { Store } from '../kit/store/port.ts';
import type { Product } from '../kit/util/product.ts';
import { registryProblems } from './registry/problems.ts';
import { isGuest, isTrusted, liveInstance, type Registration } from './registry/registration.ts';
import type { Registry } from './registry/registry.ts';
import { ownRelations, registeredRelation } from './relations.ts';
import { createRootRenderer } from './root.ts';

export interface HalGatewayRoutesSettings {
  readonly product: Product;
  readonly registry: Pick<Registry, 'all' | 'find' | 'retired'>;
  /** The store of the registry. */
  readonly store: Store;
  /** The prefix of the curies' hrefs; the gateway's own URL if undefined. */
  readonly curiesNamespace: string | undefined;
  /** Whether the gateway has pages, and with them the booking page. */
  readonly pages: boolean;
  /** The URL of the GraphQL gateway's endpoint, if it is known. */
  readonly graphqlUrl: string | undefined;
  /** Whether a request comes from an operator or a part of the system, who are told more. */
  readonly isOperator: (request: HalRequest) => Promise<boolean>;
}

type HalGatewayRoute = Route<HalRequest>;

/** Whether the client prefers the root without guests. */
const excludesGuests = (request: HalRequest): boolean =>
  parsePrefer(request.header('prefer')).get(guestsPreference.name) === guestsPreference.value;

/**
 * Handles GET of the root, with or without guests. It has no `Last-Modified`: a lease that expires changes the root as
 * well.
 */
function getRoot({ registry, curiesNamespace, pages: hasApp, graphqlUrl }: HalGatewayRoutesSettings): HalGatewayRoute {
  const [renderRoot, renderTrusted] = [createRootRenderer(), createRootRenderer()];
  return async (request) => {
    const { baseUrl: base } = request;
    const own = { hasApp, graphql: graphqlUrl };
    const settings = { base, namespace: curiesNamespace ?? base, retired: registry.retired(), ...own };
    if (!excludesGuests(request)) {
      const root = renderRoot(registry.all(), settings);
      return ok(root, { etag: root._etag });
    }
    const root = renderTrusted(registry.all().filter(isTrusted), settings);
    return ok(root, { etag: root._etag, headers: { 'preference-applied': withoutGuests.prefer } });
  };
}

/** Handles GET of the page that documents a service's relation. */
const getRelation =
  ({ registry }: HalGatewayRoutesSettings): HalGatewayRoute =>
  async (request) => {
    const { service = '', rel = '' } = request.path;
    const registration = registry.find(service);
    const relation = registration === undefined ? undefined : registeredRelation(registration, rel);
    if (relation === undefined)
      return fail(
        notFound(`${JSON.stringify(service)} is not a registered service with a relation ${JSON.stringify(rel)}`),
      );
    const self = `${request.baseUrl}/${encodeURIComponent(service)}/relations/${encodeURIComponent(rel)}`;
    return relationPage(relation, { self: { href: self } });
  };

const namesOf = (registrations: readonly Registration[]): readonly string[] => registrations.map(({ name }) => name);

/** Describes the registrations for operators. */
function describeRegistrations(all: readonly Registration[]) {
  const now = performance.now();
  const isLive = (registration: Registration): boolean => liveInstance(registration, now) !== undefined;
  return {
    live: namesOf(all.filter(isLive)),
    gone: all.filter((registration) => !isLive(registration)).length,
    guests: namesOf(all.filter(isGuest)),
    reserved: namesOf(all.filter(({ retiresAt }) => retiresAt !== undefined)),
  };
}

/** Handles GET of the health: who is registered is told to operators alone. */
const getHealth =
  ({ registry, store, isOperator }: HalGatewayRoutesSettings): HalGatewayRoute =>
  async (request) => {
    const state = await storeStateOf(store);
    const details = (await isOperator(request)) ? { registrations: describeRegistrations(registry.all()) } : {};
    return ok(
      { status: state === 'ok' ? 'ok' : 'degraded', store: state, ...details },
      { status: state === 'ok' ? 200 : 503, headers: { 'cache-control': 'no-store' } },
    );
  };

/** Returns the routes of the HAL gateway besides those of registrations. */
export const halGatewayRoutes = (settings: HalGatewayRoutesSettings): RouteTable<HalRequest> => [
  ['/', { GET: getRoot(settings) }],
  ...(settings.pages ? [appRoute] : []),
  ['/health', { GET: getHealth(settings) }, json],
  ...problemRoutes([...commonProblems, ...registryProblems]),
  ...relationRoutes({
    product: settings.product,
    title: 'The relations of the gateway',
    relations: () => ownRelations,
  }),
  ['/:service/relations/:rel', { GET: getRelation(settings) }],
];
