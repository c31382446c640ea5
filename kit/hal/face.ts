import type { RequestHandler } from 'express';
import type { OperationContext } from '../resource/definition/context.ts';
import { anonymous } from '../access/caller.ts';
import { fail, succeed, type Outcome } from '../resource/problems.ts';
import type { ServiceContext } from '../resource/service-context.ts';
import type { RequestHead } from '../http/forwarded.ts';
import type { RateLimit } from '../http/rate-limit.ts';
import type { ResourceRequest, RouteTable, HalRequest } from './request.ts';
import { checkRateLimit } from './rate-limit.ts';
import type { ResourceLocator } from './render.ts';
import type { CacheSettings } from './send-response.ts';
import { createPathHandlers, createRouter, type RequestLimits, type Note } from './router.ts';

export interface HalFaceSettings extends CacheSettings, RequestLimits {
  readonly service: ServiceContext;
  /** What everybody may read, whatever credentials they send: documentation, health. */
  readonly publicRoutes: RouteTable<HalRequest>;
  /** The routes of the resource, and others where it matters who asks. */
  readonly routes: RouteTable;
  readonly realm: string;
  readonly rateLimit: RateLimit;
  addressOf(sent: RequestHead): Promise<string>;
}

/** The HAL face of a service. */
export function createHalFace(settings: HalFaceSettings): RequestHandler {
  const { service, publicRoutes, routes } = settings;
  const { definition, limits } = service.resource;
  const relations = Object.keys(definition.relations);
  const shared = { ...settings, relations, maxBodyDepth: limits.bodyDepth };
  const answers = [
    ...createPathHandlers(publicRoutes, { ...shared, admit: anybody(settings) }),
    ...createPathHandlers(routes, { ...shared, admit: whoMayEnter(settings) }),
  ];
  return createRouter(answers, settings);
}

const anybody =
  ({ rateLimit, addressOf }: HalFaceSettings) =>
  async (exchange: HalRequest, note: Note): Promise<Outcome<HalRequest>> => {
    const counted = { caller: anonymous, address: await addressOf(exchange.sent) };
    const problem = await checkRateLimit(rateLimit, counted, note);
    return problem === undefined ? succeed(exchange) : fail(problem);
  };

const whoMayEnter =
  ({ service, rateLimit, addressOf }: HalFaceSettings) =>
  async (exchange: HalRequest, note: Note): Promise<Outcome<ResourceRequest>> => {
    const entered = await service.authenticate(exchange.sent);
    if (!entered.ok) return entered;
    const context = entered.value;
    const counted = { caller: context.caller, address: await addressOf(exchange.sent) };
    const problem = await checkRateLimit(rateLimit, counted, note);
    if (problem !== undefined) return fail(problem);
    return succeed({ ...exchange, service, context, places: placesOf(exchange, context, service) });
  };

function placesOf({ baseUrl }: HalRequest, context: OperationContext, { resource }: ServiceContext): ResourceLocator {
  const own = resource.definition;
  return {
    baseUrl,
    collectionOf: (name) => (name === own.name ? `${baseUrl}/${own.plural}` : context.remote.href(name)),
  };
}
