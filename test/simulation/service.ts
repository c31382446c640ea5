import type { AccessControl } from '../../kit/service/access.ts';
import { createContextFactory } from '../../kit/service/context-factory.ts';
import { nothingForwarded } from '../../kit/access/authentication.ts';
import { root, serviceCaller } from '../../kit/access/caller.ts';
import { createItemTexts } from '../../kit/hal/item-text.ts';
import { createPathMatcher } from '../../kit/hal/path-matcher.ts';
import { renderProblem, reportError } from '../../kit/hal/problem-details.ts';
import { parseJsonText } from '../../kit/http/json-text.ts';
import type { ResourceRequest, Route } from '../../kit/hal/request.ts';
import { resourceRoutes } from '../../kit/hal/routes/resource.ts';
import type { HttpClient, HttpRequest } from '../../kit/http/client.ts';
import { malformed } from '../../kit/resource/common-problems.ts';
import { methodNotAllowed } from '../../kit/hal/http-problems.ts';
import { noAdditions } from '../../kit/resource/definition/additions.ts';
import type { Definition } from '../../kit/resource/definition/definition.ts';
import { defaultLimits } from '../../kit/resource/limits.ts';
import { startMaintenance } from '../../kit/resource/maintenance.ts';
import { fail, succeed, type Outcome } from '../../kit/resource/problems.ts';
import { openResource } from '../../kit/resource/resource.ts';
import type { ServiceContext } from '../../kit/resource/service-context.ts';
import { retryWhileUnavailable } from '../../kit/store/retry-while-unavailable.ts';
import type { Store } from '../../kit/store/port.ts';
import type { Log } from '../../kit/util/log.ts';
import { memoize } from '../../kit/util/memoize.ts';
import { product } from '../../product/product.ts';
import { originOf, type SentResponse } from './network.ts';

/** How long leases of pending writes last, and how long services wait for each other, in milliseconds. */
export const leaseMs = 10_000;
export const remoteTimeoutMs = 5000;
/** All services have announced their references before the simulation begins. */
const announcementMs = 0;

export interface SimulatedServiceParts {
  readonly definition: Definition;
  readonly name: string;
  readonly store: Store;
  readonly client: HttpClient;
  readonly log: Log;
  /** Returns the URL of a resource's collection, and the name of its service. */
  readonly locate: (resource: string) => { readonly href: string; readonly service: string } | undefined;
}

const servicePrefix = 'Bearer service ';

/** Access control without cryptography: a service says its name, and every other caller is the administrator. */
const accessOf = (name: string): AccessControl => ({
  authenticator: {
    authenticate: (authorization = '') => {
      const service = authorization.startsWith(servicePrefix) ? authorization.slice(servicePrefix.length) : undefined;
      return Promise.resolve({
        kind: 'accepted',
        caller: service === undefined ? root : serviceCaller(service),
        forwardedAuthorization:
          service === undefined ? () => Promise.resolve({ kind: 'available', authorization }) : nothingForwarded,
      });
    },
    signIn: () => Promise.resolve({ kind: 'rejected' }),
  },
  serviceIdentity: {
    token: () => Promise.resolve(`service ${name}`),
    verify: () => Promise.resolve(undefined),
    learnTime: () => false,
  },
  clientOriginOf: () => Promise.resolve({ address: '127.0.0.1', isForwarded: false }),
  tokenService: undefined,
});

/** The routes of a resource, without those of the service around it. */
const matcherOf = memoize((definition: Definition) =>
  createPathMatcher<Readonly<Partial<Record<string, Route>>>>(
    resourceRoutes(definition, { product, links: () => ({}), templates: () => ({}) }).map(
      ([path, methods]) => [path, methods] as const,
    ),
  ),
);

/** Starts a service: its resource with rules, pending writes and maintenance, and the routes of its HAL face. */
export async function startSimulatedService(
  parts: SimulatedServiceParts,
): Promise<(request: HttpRequest) => Promise<SentResponse>> {
  const { definition, name, store, client, log, locate } = parts;
  const remote = {
    resource: definition.name,
    client,
    hrefOf: (resource: string) => locate(resource)?.href,
    locate: (resource: string) => Promise.resolve(locate(resource)),
    meant: (resource: string) => [locate(resource)?.service ?? resource],
    contentionMs: defaultLimits.contentionMs,
  };
  const contexts = createContextFactory({ access: accessOf(name), store, remote });
  const systemContext = contexts.forService(name);
  const settings = { leaseMs, systemContext, limits: defaultLimits, hashConcurrency: 1, announcementMs, log };
  const open = () => openResource(definition, store, settings);
  const resource = await retryWhileUnavailable(open, { description: store.description, log, signal: undefined });
  startMaintenance(resource.maintenance, { intervalMs: leaseMs, log });
  const { authenticate, forCaller: contextFor } = contexts;
  const baseUrl = originOf(locate(definition.name)?.href ?? '');
  const service: ServiceContext = {
    resource,
    name,
    baseUrl,
    log,
    additions: () => noAdditions,
    authenticate,
    contextFor,
  };
  return (request) => handle(service, request);
}

async function handle(service: ServiceContext, request: HttpRequest): Promise<SentResponse> {
  const { baseUrl, log } = service;
  const instance = request.url.slice(baseUrl.length);
  const failed = { requestId: undefined, method: request.method, url: instance };
  const outcome = await respondTo(service, request, instance).catch((error: unknown) =>
    fail(reportError(error, failed, log)),
  );
  if (outcome.ok) return outcome.value;
  const relations = Object.keys(service.resource.definition.relations);
  const body = renderProblem(outcome.problem, { base: baseUrl, instance, relations });
  return { status: outcome.problem.kind.status, text: JSON.stringify(body) };
}

/** Routes a request as the HAL face does, without content negotiation, rate limits and caching. */
async function respondTo(service: ServiceContext, request: HttpRequest, url: string): Promise<Outcome<SentResponse>> {
  const [pathname = '', query = ''] = url.split('?');
  const matched = matcherOf(service.resource.definition)(pathname);
  const route = matched?.row[request.method];
  if (matched === undefined || route === undefined)
    return fail(methodNotAllowed(`${request.method} is not supported here`));
  const headers = request.headers ?? {};
  const head = { headers, socket: {} };
  const authenticated = await service.authenticate(head);
  if (!authenticated.ok) return authenticated;
  const context = authenticated.value;
  const { name, plural } = service.resource.definition;
  const { baseUrl } = service;
  const resourceRequest: ResourceRequest = {
    baseUrl,
    path: matched.path,
    query: query === '' ? {} : Object.fromEntries(new URLSearchParams(query)),
    url,
    header: (header) => headers[header],
    mediaType: 'application/hal+json',
    head,
    service,
    context,
    locator: {
      baseUrl,
      product,
      additions: noAdditions,
      collectionOf: (resource) => (resource === name ? `${baseUrl}/${plural}` : context.remote.href(resource)),
    },
    itemTexts: createItemTexts(0),
    countMore: () => Promise.resolve(undefined),
    openStream: () => Promise.reject(new Error('the simulation has no streams')),
    heartbeatMs: 0,
  };
  const response = await route(resourceRequest, bodyOf(request));
  if (!response.ok) return response;
  return succeed({ status: response.value.status, text: JSON.stringify(response.value.body) });
}

function bodyOf({ body }: HttpRequest): Outcome<unknown> {
  if (body === undefined) return succeed(undefined);
  const parsed = parseJsonText(body);
  return 'fault' in parsed ? fail(malformed(parsed.fault)) : succeed(parsed.value);
}
