import type { RequestHandler } from 'express';
import type { Context } from '../resource/definition/context.ts';
import { anonymous } from '../access/caller.ts';
import { fail, succeed, type Outcome } from '../resource/problems.ts';
import type { Served } from '../resource/service-context.ts';
import type { Sent } from '../http/forwarded.ts';
import type { RateLimit } from '../http/rate-limit.ts';
import type { Exchange, RouteTable, WebExchange } from './request.ts';
import { exceeded } from './rate-limit.ts';
import type { Places } from './render.ts';
import type { ReplySettings } from './send-response.ts';
import { answersOf, createRouter, type Bounds, type Note } from './router.ts';

export interface HalFaceSettings extends ReplySettings, Bounds {
  readonly served: Served;
  /** What everybody may read, whatever credentials they send: documentation, health. */
  readonly open: RouteTable<WebExchange>;
  /** The routes of the resource, and others where it matters who asks. */
  readonly routes: RouteTable;
  readonly realm: string;
  readonly rateLimit: RateLimit;
  addressOf(sent: Sent): Promise<string>;
}

/** The HAL face of a service. */
export function halFace(settings: HalFaceSettings): RequestHandler {
  const { served, open, routes } = settings;
  const { definition, limits } = served.resource;
  const relations = Object.keys(definition.relations);
  const shared = { ...settings, relations, maxBodyDepth: limits.bodyDepth };
  const answers = [
    ...answersOf(open, { ...shared, admit: anybody(settings) }),
    ...answersOf(routes, { ...shared, admit: whoMayEnter(settings) }),
  ];
  return createRouter(answers, settings);
}

const anybody =
  ({ rateLimit, addressOf }: HalFaceSettings) =>
  async (exchange: WebExchange, note: Note): Promise<Outcome<WebExchange>> => {
    const counted = { caller: anonymous, address: await addressOf(exchange.sent) };
    const problem = await exceeded(rateLimit, counted, note);
    return problem === undefined ? succeed(exchange) : fail(problem);
  };

const whoMayEnter =
  ({ served, rateLimit, addressOf }: HalFaceSettings) =>
  async (exchange: WebExchange, note: Note): Promise<Outcome<Exchange>> => {
    const entered = await served.enter(exchange.sent);
    if (!entered.ok) return entered;
    const context = entered.value;
    const counted = { caller: context.caller, address: await addressOf(exchange.sent) };
    const problem = await exceeded(rateLimit, counted, note);
    if (problem !== undefined) return fail(problem);
    return succeed({ ...exchange, served, context, places: placesOf(exchange, context, served) });
  };

function placesOf({ base }: WebExchange, context: Context, { resource }: Served): Places {
  const own = resource.definition;
  return {
    base,
    collectionOf: (name) => (name === own.name ? `${base}/${own.plural}` : context.peers.href(name)),
  };
}
