import type { RequestHandler } from 'express';
import type { Action } from '../resource/definition/actions.ts';
import type { OperationContext } from '../resource/definition/context.ts';
import { anonymous } from '../access/caller.ts';
import type { ChallengeSettings } from '../access/challenges.ts';
import { fail, succeed, type Outcome, type Problem } from '../resource/problems.ts';
import type { ServiceContext } from '../resource/service-context.ts';
import { streamSubject, type OpenStreams } from '../resource/streams/open-streams.ts';
import { isLate } from '../http/fair-turns.ts';
import type { RequestHead } from '../http/forwarded.ts';
import type { LoadMonitor } from '../http/load-monitor.ts';
import type { RateLimit } from '../http/rate-limit.ts';
import { overloadOf } from './http-problems.ts';
import { createItemTexts } from './item-text.ts';
import type { ResourceRequest, RouteTable, HalRequest } from './request.ts';
import { checkRateLimit, countingMore } from './rate-limit.ts';
import { referenceHref, type ResourceLocator } from './render.ts';
import type { CacheSettings } from './send-response.ts';
import { signInRoutes } from './routes/sign-in.ts';
import { createPathHandlers, createRouter, type RequestLimits, type RouteSettings, type SetHeaders } from './router.ts';

export interface HalFaceSettings extends CacheSettings, RequestLimits {
  readonly service: ServiceContext;
  /** Routes without authentication: documentation, health. */
  readonly publicRoutes: RouteTable<HalRequest>;
  /** Routes whose response depends on the caller: the resource and the home. */
  readonly routes: RouteTable;
  readonly challenges: ChallengeSettings;
  readonly rateLimit: RateLimit;
  readonly load: LoadMonitor;
  /** The streams of changes that are open at the service. */
  readonly streams: OpenStreams;
  /** The characters of rendered documents that are kept for lists. */
  readonly itemCacheLength: number;
  /** Returns the client address to count a request against; undefined if another part forwarded and counted it. */
  countedAddress(head: RequestHead): Promise<string | undefined>;
}

/** Creates the HAL face of a service. */
export function createHalFace(settings: HalFaceSettings): RequestHandler {
  const { service, publicRoutes, routes } = settings;
  const { definition, limits } = service.resource;
  const relations = Object.keys(definition.relations);
  const shared = { ...settings, relations, maxBodyDepth: limits.bodyDepth };
  const signIn = settings.challenges.basic ? signInRoutes : [];
  const admit = authenticateCaller(settings);
  const handlers = [
    ...createPathHandlers(publicRoutes, { ...shared, admit: admitAnyone(settings) }),
    ...createPathHandlers(routes, {
      ...{ ...shared, admit },
      linksOf:
        ({ locator }) =>
        (resource, id) =>
          referenceHref(locator, resource, id),
    }),
    ...createPathHandlers(signIn, { ...shared, admit, asksForPassword: true }),
  ];
  return createRouter(handlers, settings);
}

/** Admits any request within the rate limit of its address. */
const admitAnyone =
  ({ rateLimit, countedAddress }: HalFaceSettings) =>
  async (request: HalRequest, setHeaders: SetHeaders): Promise<Outcome<HalRequest>> => {
    const subject = { caller: anonymous, address: await countedAddress(request.head) };
    const problem = await checkRateLimit(rateLimit, subject, setHeaders);
    return problem === undefined ? succeed(request) : fail(problem);
  };

/** Refuses requests that nobody can take now. Authenticates the caller, then applies the caller's rate limit. */
function authenticateCaller(settings: HalFaceSettings): RouteSettings<ResourceRequest>['admit'] {
  const { service, rateLimit, load, streams, countedAddress, product } = settings;
  const { heartbeatMs } = streams;
  const itemTexts = createItemTexts(settings.itemCacheLength);
  return async (request, setHeaders, { queued, isInternal = false }) => {
    const congestion = queued && congestionOf(request, queued, service);
    if (congestion !== undefined) return fail(congestion);
    if (load.isOverloaded(request.head) && !isInternal) return fail(overloadOf('the service', load));
    const authenticated = await service.authenticate(request.head);
    if (!authenticated.ok) return authenticated;
    const context = authenticated.value;
    const subject = { caller: context.caller, address: await countedAddress(request.head) };
    const problem = await checkRateLimit(rateLimit, subject, setHeaders);
    if (problem !== undefined) return fail(problem);
    const countMore = countingMore(rateLimit, subject, setHeaders);
    const locator = createLocator(request, context, { service, product });
    const openStream = async () =>
      streams.open({
        caller: context.caller,
        subject: await streamSubject(context.caller, () => countedAddress(request.head)),
        authenticate: () => service.authenticate(request.head),
      });
    return succeed({ ...request, service, context, locator, itemTexts, countMore, openStream, heartbeatMs });
  };
}

/** Returns `Busy` if so many callers want to perform an action that no other can wait. */
const congestionOf = ({ path, head }: HalRequest, action: Action, { resource }: ServiceContext): Problem | undefined =>
  resource.congestion({ id: path['id'] ?? '', action, isLate: isLate(head) });

function createLocator(
  { baseUrl }: HalRequest,
  context: OperationContext,
  { service, product }: Pick<HalFaceSettings, 'service' | 'product'>,
): ResourceLocator {
  const { name: ownName, plural } = service.resource.definition;
  return {
    baseUrl,
    product,
    // They may change while a stream is open.
    get additions() {
      return service.additions();
    },
    collectionOf: (name) => (name === ownName ? `${baseUrl}/${plural}` : context.remote.href(name)),
  };
}
