import { parseIfMatch } from '../kit/hal/conditional.ts';
import { documentPages, json } from '../kit/hal/media-types.ts';
import {
  ok,
  requireBody,
  type Body,
  type HalResponse,
  type Route,
  type RouteTable,
  type HalRequest,
} from '../kit/hal/request.ts';
import { totalCountHeader } from '../kit/hal/render.ts';
import { sentQuery } from '../kit/hal/sent-query.ts';
import { storeStateOf } from '../kit/hal/routes/health.ts';
import { problemRoutes } from '../kit/hal/routes/problems.ts';
import { relationPage, relationRoutes } from '../kit/hal/routes/relations.ts';
import { lastModifiedOf } from '../kit/resource/modification.ts';
import { commonProblems } from '../kit/resource/problem-kinds.ts';
import { fail, succeed, type Outcome } from '../kit/resource/problems.ts';
import { invalidInput, notFound, stale } from '../kit/resource/common-problems.ts';
import { parseRegistrationFilter } from './registration-filter.ts';
import { isLive, registrationInput, type Registration, type RegistrationInput } from './registration.ts';
import type { Registry } from './registry.ts';
import type { Store } from '../kit/store/port.ts';
import { ownRelations, registeredRelation } from './relations.ts';
import { registrationHref, renderRegistration, renderRegistrations } from './render-registration.ts';
import { renderRoot } from './root.ts';
import type { Product } from '../kit/util/product.ts';

export interface HalGatewayRoutesSettings {
  readonly product: Product;
  readonly registry: Registry;
  /** The store of the registry. */
  readonly store: Store;
  /** The prefix of the curies' hrefs; the gateway's own URL if undefined. */
  readonly curiesNamespace: string | undefined;
}

type HalGatewayRoute = Route<HalRequest>;

function parseInput(body: Body): Outcome<RegistrationInput> {
  const required = requireBody(body);
  if (!required.ok) return required;
  const parsed = registrationInput.safeParse(required.value);
  if (parsed.success) return succeed(parsed.data);
  return fail(
    invalidInput(parsed.error.issues.map(({ path, message }) => ({ field: path.join('.') || '(body)', message }))),
  );
}

/** Handles GET of the root. It has no `Last-Modified`: a lease that expires changes the root as well. */
const getRoot =
  ({ registry, curiesNamespace }: HalGatewayRoutesSettings): HalGatewayRoute =>
  async ({ baseUrl }) => {
    const root = renderRoot(await registry.live(), { base: baseUrl, namespace: curiesNamespace ?? baseUrl });
    return ok(root, { etag: root._etag });
  };

const getRegistrations =
  ({ registry }: HalGatewayRoutesSettings): HalGatewayRoute =>
  async ({ baseUrl: base, query, url }) => {
    const filter = parseRegistrationFilter(query['where']);
    if (!filter.ok) return filter;
    const registrations = await registry.all(filter.value);
    return ok(renderRegistrations(registrations, { base, query: sentQuery(url) }), {
      headers: totalCountHeader(registrations.length),
    });
  };

/**
 * Responds with a registration. A lease's expiry varies between representations with the same entity tag, and has no
 * `Last-Modified`.
 */
const registrationResponse = (
  registration: Registration,
  { baseUrl }: HalRequest,
  options: Partial<HalResponse> = {},
): Outcome<HalResponse> =>
  ok(renderRegistration(registration, baseUrl), {
    etag: registration._etag,
    ...(registration.expires === null ? { lastModified: lastModifiedOf(registration) } : { isVariant: true }),
    ...options,
  });

const postRegistration =
  ({ registry }: HalGatewayRoutesSettings): HalGatewayRoute =>
  async (request, body) => {
    const input = parseInput(body);
    if (!input.ok) return input;
    const { kind, registration } = await registry.register(input.value);
    if (kind !== 'created') return registrationResponse(registration, request);
    return registrationResponse(registration, request, {
      status: 201,
      headers: { location: registrationHref(registration, request.baseUrl) },
    });
  };

async function find({ registry }: HalGatewayRoutesSettings, { path }: HalRequest): Promise<Outcome<Registration>> {
  const name = path['registration'] ?? '';
  const registration = await registry.find(name);
  return registration === undefined
    ? fail(notFound(`no service is registered as ${JSON.stringify(name)}`))
    : succeed(registration);
}

/** Finds the registration that the path names, and checks `If-Match` against its entity tag. */
async function findMatching(settings: HalGatewayRoutesSettings, request: HalRequest): Promise<Outcome<Registration>> {
  const registration = await find(settings, request);
  if (!registration.ok) return registration;
  const ifMatch = parseIfMatch(request.header('if-match'));
  if (!ifMatch.ok) return ifMatch;
  const { _etag } = registration.value;
  return ifMatch.value === '*' || ifMatch.value.includes(_etag)
    ? registration
    : fail(stale(`the current entity tag is "${_etag}"`));
}

const changedConcurrently = () => fail(stale('the registration was changed concurrently; read it again'));

const getRegistration =
  (settings: HalGatewayRoutesSettings): HalGatewayRoute =>
  async (request) => {
    const registration = await find(settings, request);
    return registration.ok ? registrationResponse(registration.value, request) : registration;
  };

const putRegistration =
  (settings: HalGatewayRoutesSettings): HalGatewayRoute =>
  async (request, body) => {
    const registration = await findMatching(settings, request);
    if (!registration.ok) return registration;
    const input = parseInput(body);
    if (!input.ok) return input;
    const replaced = await settings.registry.replace(registration.value, input.value);
    return replaced === undefined ? changedConcurrently() : registrationResponse(replaced, request);
  };

const deleteRegistration =
  (settings: HalGatewayRoutesSettings): HalGatewayRoute =>
  async (request) => {
    const registration = await findMatching(settings, request);
    if (!registration.ok) return registration;
    if (!(await settings.registry.remove(registration.value))) return changedConcurrently();
    const { baseUrl } = request;
    const links = { self: { href: registrationHref(registration.value, baseUrl) }, home: { href: `${baseUrl}/` } };
    return ok({ _status: 'deleted', delete_count: 1, _links: links });
  };

/** Handles GET of the page that documents a service's relation. */
const getRelation =
  ({ registry }: HalGatewayRoutesSettings): HalGatewayRoute =>
  async (request) => {
    const { service = '', rel = '' } = request.path;
    const registration = await registry.find(service);
    const relation = registration === undefined ? undefined : registeredRelation(registration, rel);
    if (relation === undefined)
      return fail(
        notFound(`${JSON.stringify(service)} is not a registered service with a relation ${JSON.stringify(rel)}`),
      );
    const self = `${request.baseUrl}/${encodeURIComponent(service)}/relations/${encodeURIComponent(rel)}`;
    return relationPage(request, relation, { self: { href: self } });
  };

const getHealth =
  ({ registry, store }: HalGatewayRoutesSettings): HalGatewayRoute =>
  async () => {
    const state = await storeStateOf(store);
    const all = await registry.all();
    const live = all.filter((registration) => isLive(registration, new Date()));
    const registrations = { live: live.map(({ name }) => name), gone: all.length - live.length };
    return ok(
      { status: state === 'ok' ? 'ok' : 'degraded', store: state, registrations },
      { status: state === 'ok' ? 200 : 503, headers: { 'cache-control': 'no-store' } },
    );
  };

/** Returns every route of the HAL gateway. */
export const halGatewayRoutes = (settings: HalGatewayRoutesSettings): RouteTable<HalRequest> => [
  ['/', { GET: getRoot(settings) }],
  ['/gateway_registrations', { GET: getRegistrations(settings), POST: postRegistration(settings) }],
  [
    '/gateway_registrations/:registration',
    { GET: getRegistration(settings), PUT: putRegistration(settings), DELETE: deleteRegistration(settings) },
  ],
  ['/health', { GET: getHealth(settings) }, json],
  ...problemRoutes(commonProblems),
  ...relationRoutes({
    product: settings.product,
    title: 'The relations of the gateway',
    relations: () => ownRelations,
  }),
  ['/:service/relations/:rel', { GET: getRelation(settings) }, documentPages],
];
