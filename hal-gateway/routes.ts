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
import { preconditionFailed } from '../kit/hal/http-problems.ts';
import { problemRoutes } from '../kit/hal/routes/problems.ts';
import { relationPage, relationRoutes } from '../kit/hal/routes/relations.ts';
import { commonProblems } from '../kit/resource/problem-kinds.ts';
import { fail, succeed, type Outcome } from '../kit/resource/problems.ts';
import { invalidInput, notFound, stale } from '../kit/resource/common-problems.ts';
import { readFilter } from './registration-filter.ts';
import { registrationInput, type Registration, type RegistrationInput } from './registration.ts';
import type { Registry } from './registry.ts';
import { ownRelations, registeredRelation } from './relations.ts';
import { registrationHref, renderRegistration, renderRegistrations } from './render-registration.ts';
import { renderRoot } from './root.ts';
import type { Product } from '../kit/util/product.ts';

export interface RoutesSettings {
  readonly product: Product;
  readonly registry: Registry;
  /** What the curies' hrefs begin with; the gateway itself if undefined. */
  readonly curiesNamespace: string | undefined;
}

type GatewayRoute = Route<HalRequest>;

function readInput(body: Body): Outcome<RegistrationInput> {
  const given = requireBody(body);
  if (!given.ok) return given;
  const parsed = registrationInput.safeParse(given.value);
  if (parsed.success) return succeed(parsed.data);
  return fail(
    invalidInput(parsed.error.issues.map(({ path, message }) => ({ field: path.join('.') || '(body)', message }))),
  );
}

/** GET of the root; clients of the original gateway may say with `If-Match` which they mean. */
const getRoot =
  ({ registry, curiesNamespace }: RoutesSettings): GatewayRoute =>
  async ({ baseUrl, header }) => {
    const root = renderRoot(await registry.live(), { base: baseUrl, namespace: curiesNamespace ?? baseUrl });
    const ifMatch = header('if-match');
    const wanted = ifMatch === undefined ? succeed('*' as const) : parseIfMatch(ifMatch);
    return wanted.ok && wanted.value !== '*' && !wanted.value.includes(root._etag)
      ? fail(preconditionFailed(`the current entity tag is "${root._etag}"`))
      : ok(root, { etag: root._etag });
  };

const getRegistrations =
  ({ registry }: RoutesSettings): GatewayRoute =>
  async ({ baseUrl, query }) => {
    const filter = readFilter(query['where']);
    return filter.ok ? ok(renderRegistrations(await registry.all(filter.value), baseUrl)) : filter;
  };

/** A registration with its entity tag; what a lease says of its end makes another representation of it each time. */
const shown = (
  registration: Registration,
  { baseUrl }: HalRequest,
  more: Partial<HalResponse> = {},
): Outcome<HalResponse> =>
  ok(renderRegistration(registration, baseUrl), {
    etag: registration._etag,
    isVariant: registration.expires !== null,
    ...more,
  });

const postRegistration =
  ({ registry }: RoutesSettings): GatewayRoute =>
  async (exchange, body) => {
    const input = readInput(body);
    if (!input.ok) return input;
    const { kind, registration } = await registry.register(input.value);
    if (kind !== 'created') return shown(registration, exchange);
    return shown(registration, exchange, {
      status: 201,
      headers: { location: registrationHref(registration, exchange.baseUrl) },
    });
  };

async function find({ registry }: RoutesSettings, { path }: HalRequest): Promise<Outcome<Registration>> {
  const name = path['registration'] ?? '';
  const found = await registry.find(name);
  return found === undefined ? fail(notFound(`no service has registered as ${JSON.stringify(name)}`)) : succeed(found);
}

/** The registration that the path names, if it is as `If-Match` says. */
async function findUnchanged(parts: RoutesSettings, exchange: HalRequest): Promise<Outcome<Registration>> {
  const found = await find(parts, exchange);
  if (!found.ok) return found;
  const ifMatch = parseIfMatch(exchange.header('if-match'));
  if (!ifMatch.ok) return ifMatch;
  const { _etag } = found.value;
  return ifMatch.value === '*' || ifMatch.value.includes(_etag)
    ? found
    : fail(stale(`the current entity tag is "${_etag}"`));
}

const outdated = () => fail(stale('it was changed at the same moment: read it again'));

const getRegistration =
  (parts: RoutesSettings): GatewayRoute =>
  async (exchange) => {
    const found = await find(parts, exchange);
    return found.ok ? shown(found.value, exchange) : found;
  };

const putRegistration =
  (parts: RoutesSettings): GatewayRoute =>
  async (exchange, body) => {
    const found = await findUnchanged(parts, exchange);
    if (!found.ok) return found;
    const input = readInput(body);
    if (!input.ok) return input;
    const replaced = await parts.registry.replace(found.value, input.value);
    return replaced === undefined ? outdated() : shown(replaced, exchange);
  };

const deleteRegistration =
  (parts: RoutesSettings): GatewayRoute =>
  async (exchange) => {
    const found = await findUnchanged(parts, exchange);
    if (!found.ok) return found;
    if (!(await parts.registry.remove(found.value))) return outdated();
    const { baseUrl } = exchange;
    const links = { self: { href: registrationHref(found.value, baseUrl) }, home: { href: `${baseUrl}/` } };
    return ok({ _status: 'deleted', delete_count: 1, _links: links });
  };

/** GET of what a relation means that a service offers. */
const getRelation =
  ({ registry }: RoutesSettings): GatewayRoute =>
  async (exchange) => {
    const { service = '', rel = '' } = exchange.path;
    const found = await registry.find(service);
    const relation = found === undefined ? undefined : registeredRelation(found, rel);
    if (relation === undefined)
      return fail(notFound(`no service of that name offers the relation ${JSON.stringify(rel)}`));
    const self = `${exchange.baseUrl}/${encodeURIComponent(service)}/relations/${encodeURIComponent(rel)}`;
    return relationPage(exchange, relation, { self: { href: self } });
  };

const getHealth =
  ({ registry }: RoutesSettings): GatewayRoute =>
  async () => {
    const [all, live] = [await registry.all(), await registry.live()];
    const registrations = { live: live.map(({ name }) => name), gone: all.length - live.length };
    return ok({ status: 'ok', registrations }, { headers: { 'cache-control': 'no-store' } });
  };

/** Every route of the HAL gateway. */
export const halGatewayRoutes = (parts: RoutesSettings): RouteTable<HalRequest> => [
  ['/', { GET: getRoot(parts) }],
  ['/gateway_registrations', { GET: getRegistrations(parts), POST: postRegistration(parts) }],
  [
    '/gateway_registrations/:registration',
    { GET: getRegistration(parts), PUT: putRegistration(parts), DELETE: deleteRegistration(parts) },
  ],
  ['/health', { GET: getHealth(parts) }, json],
  ...problemRoutes(commonProblems),
  ...relationRoutes({
    product: parts.product,
    title: 'The relations of the gateway itself',
    relations: () => ownRelations,
  }),
  ['/:service/relations/:rel', { GET: getRelation(parts) }, documentPages],
];
