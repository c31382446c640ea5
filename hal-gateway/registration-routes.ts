import { parseIfMatch } from '../kit/hal/conditional.ts';
import { parseFlag } from '../kit/hal/flags.ts';
import {
  ok,
  requireBody,
  type Body,
  type CountedRequest,
  type HalRequest,
  type HalResponse,
  type Route,
  type RouteTable,
} from '../kit/hal/request.ts';
import { totalCountHeader } from '../kit/hal/render.ts';
import { sentQuery } from '../kit/hal/sent-query.ts';
import { invalidInput, notFound, stale } from '../kit/resource/common-problems.ts';
import { lastModifiedOf } from '../kit/resource/modification.ts';
import { fail, succeed, type Outcome, type Problem } from '../kit/resource/problems.ts';
import { parseRegistrationFilter } from './registry/filter.ts';
import type { Registrant, ResolveRegistrant } from './registry/registrant.ts';
import type { Registration, registrationSchema, RegistrationInput } from './registry/registration.ts';
import type { Registry } from './registry/registry.ts';
import { registrationHref, renderRegistration, renderRegistrations } from './render-registration.ts';

export interface RegistrationRoutesSettings {
  readonly registry: Registry;
  /** The schema of a registration's body. */
  readonly schema: ReturnType<typeof registrationSchema>;
  readonly registrantOf: ResolveRegistrant;
}

type RegistrationRoute = Route<CountedRequest>;

const getRegistrations =
  ({ registry }: RegistrationRoutesSettings): RegistrationRoute =>
  async ({ baseUrl: base, query, url }) => {
    const filter = parseRegistrationFilter(query['where']);
    if (!filter.ok) return filter;
    const registrations = await registry.search(filter.value);
    return ok(renderRegistrations(registrations, { base, query: sentQuery(url) }), {
      headers: totalCountHeader(registrations.length),
    });
  };

/**
 * Responds with a registration. A lease's expiry varies between representations with the same entity tag, and has no
 * `Last-Modified`.
 */
function registrationResponse(
  registration: Registration,
  { baseUrl }: HalRequest,
  options: Partial<HalResponse> = {},
): Outcome<HalResponse> {
  const hasLease = registration.instances.some(({ content }) => content.ttl !== null);
  return ok(renderRegistration(registration, baseUrl), {
    etag: registration._etag,
    ...(hasLease ? { isVariant: true } : { lastModified: lastModifiedOf(registration) }),
    ...options,
  });
}

function parseInput(body: Body, { schema }: RegistrationRoutesSettings): Outcome<RegistrationInput> {
  const required = requireBody(body);
  if (!required.ok) return required;
  const parsed = schema.safeParse(required.value);
  if (parsed.success) return succeed(parsed.data);
  return fail(
    invalidInput(parsed.error.issues.map(({ path, message }) => ({ field: path.join('.') || '(body)', message }))),
  );
}

/**
 * Counts each relation of a guest's registration as a request: each is parsed, stored and merged into the root. Returns
 * a 429 problem if the quota was used up before.
 */
async function countRelations(
  request: CountedRequest,
  { identity }: Registrant,
  { rels }: RegistrationInput,
): Promise<Problem | undefined> {
  return identity === undefined ? request.countMore({ requests: Object.keys(rels).length }) : undefined;
}

const postRegistration =
  (settings: RegistrationRoutesSettings): RegistrationRoute =>
  async (request, body) => {
    const registrant = await settings.registrantOf(request);
    if (!registrant.ok) return registrant;
    const input = parseInput(body, settings);
    if (!input.ok) return input;
    const exceeded = await countRelations(request, registrant.value, input.value);
    if (exceeded !== undefined) return fail(exceeded);
    const result = await settings.registry.register({ input: input.value, registrant: registrant.value });
    if (!result.ok) return result;
    const { kind, registration } = result.value;
    if (kind !== 'created') return registrationResponse(registration, request);
    return registrationResponse(registration, request, {
      status: 201,
      headers: { location: registrationHref(registration, request.baseUrl) },
    });
  };

/** Finds the registration that the path names. Withdrawn ones count only for an operator who retires them. */
function find(
  { path }: HalRequest,
  { registry }: RegistrationRoutesSettings,
  { withdrawn = false } = {},
): Outcome<Registration> {
  const name = path['registration'] ?? '';
  const registration = registry.find(name);
  return registration === undefined || (registration.instances.length === 0 && !withdrawn)
    ? fail(notFound(`no service is registered as ${JSON.stringify(name)}`))
    : succeed(registration);
}

/** A registration that a registrant wants to change. */
interface Target {
  readonly registration: Registration;
  readonly registrant: Registrant;
}

/** Finds the registration that the path names, determines who asks, and checks `If-Match` against its entity tag. */
async function findTarget(
  request: HalRequest,
  settings: RegistrationRoutesSettings,
  options: { readonly withdrawn?: boolean } = {},
): Promise<Outcome<Target>> {
  const registrant = await settings.registrantOf(request);
  if (!registrant.ok) return registrant;
  const registration = find(request, settings, options);
  if (!registration.ok) return registration;
  const ifMatch = parseIfMatch(request.header('if-match'));
  if (!ifMatch.ok) return ifMatch;
  const { _etag } = registration.value;
  return ifMatch.value === '*' || ifMatch.value.includes(_etag)
    ? succeed({ registration: registration.value, registrant: registrant.value })
    : fail(stale(`the current entity tag is "${_etag}"`, { current: undefined }));
}

const getRegistration =
  (settings: RegistrationRoutesSettings): RegistrationRoute =>
  async (request) => {
    const registration = find(request, settings);
    return registration.ok ? registrationResponse(registration.value, request) : registration;
  };

const putRegistration =
  (settings: RegistrationRoutesSettings): RegistrationRoute =>
  async (request, body) => {
    const target = await findTarget(request, settings);
    if (!target.ok) return target;
    const input = parseInput(body, settings);
    if (!input.ok) return input;
    const { registration, registrant } = target.value;
    const exceeded = await countRelations(request, registrant, input.value);
    if (exceeded !== undefined) return fail(exceeded);
    const replaced = await settings.registry.replace(registration, { input: input.value, registrant });
    return replaced.ok ? registrationResponse(replaced.value, request) : replaced;
  };

const deleteRegistration =
  (settings: RegistrationRoutesSettings): RegistrationRoute =>
  async (request) => {
    const retire = parseFlag(request.query, 'retire');
    if (!retire.ok) return retire;
    const target = await findTarget(request, settings, { withdrawn: retire.value });
    if (!target.ok) return target;
    const { registration, registrant } = target.value;
    const instance = [request.query['instance'] ?? []].flat().at(-1);
    const count = await settings.registry.withdraw(registration, registrant, { instance, retire: retire.value });
    if (!count.ok) return count;
    const { baseUrl } = request;
    const links = { self: { href: registrationHref(registration, baseUrl) }, home: { href: `${baseUrl}/` } };
    return ok({ _status: 'deleted', delete_count: count.value, _links: links });
  };

/** Returns the routes of registrations. Pages of other origins have no access to them. */
export const registrationRoutes = (settings: RegistrationRoutesSettings): RouteTable<CountedRequest> => [
  ['/gateway_registrations', { GET: getRegistrations(settings), POST: postRegistration(settings) }],
  [
    '/gateway_registrations/:registration',
    { GET: getRegistration(settings), PUT: putRegistration(settings), DELETE: deleteRegistration(settings) },
  ],
];
