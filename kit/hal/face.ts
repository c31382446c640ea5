import express, { type Request, type RequestHandler, type Response, type Router } from 'express';
import type { Served } from '../resource/served.ts';
import type { Context } from '../resource/definition.ts';
import { fail, succeed, type Outcome } from '../resource/problems.ts';
import type { Sent } from '../wire/forwarded.ts';
import type { RateLimit } from '../wire/rate.ts';
import { documentTypes, formsType, readBody, type Exchange, type Reply, type Route } from './exchange.ts';
import { choiceOf } from './negotiate.ts';
import { methodNotAllowed, rateLimited, uriTooLong } from './http-problems.ts';
import { sendProblem } from './problem-document.ts';
import type { Parameters } from './query.ts';
import type { Places } from './render.ts';
import { outwardOf } from '../wire/web.ts';
import { sendReply, type ReplySettings } from './respond.ts';
import { routesOf, type HomeLinks, type Method, type RouteTable } from './routes/table.ts';

export interface HalFaceSettings extends ReplySettings {
  readonly served: Served;
  /** Links of the home besides those of the resource. */
  readonly home: HomeLinks;
  /** Routes that only this service has, such as the accounts' token. */
  readonly routes: RouteTable;
  /** Bytes of a request's body; a larger one is answered 413. */
  readonly maxBodyBytes: number;
  /** Bytes of a request's path and query; a longer one is answered 414. */
  readonly maxUrlBytes: number;
  readonly realm: string;
  readonly rateLimit: RateLimit;
  addressOf(sent: Sent): Promise<string>;
}

/** The HAL face of a service: every route of the definition, with OPTIONS, and 405 for the other methods. */
export function halFace(settings: HalFaceSettings): Router {
  const router = express.Router();
  router.use(refuseLongUrls(settings), readText(settings));
  for (const [path, methods] of routesOf(settings)) mount(router, { path, methods }, settings);
  return router;
}

const refuseLongUrls =
  ({ maxUrlBytes }: HalFaceSettings): RequestHandler =>
  (request, response, next) => {
    if (request.originalUrl.length <= maxUrlBytes) return next();
    const problem = uriTooLong(`a URL has at most ${maxUrlBytes} bytes here`);
    sendProblem(response, problem, { instance: request.path.slice(0, 200) });
  };

/** The body as text, where there is one. */
function readText({ maxBodyBytes }: HalFaceSettings): RequestHandler {
  const read = express.text({ type: () => true, limit: maxBodyBytes });
  return (request, response, next) => (hasBody(request) ? read(request, response, next) : next());
}

const hasBody = ({ headers }: Request): boolean =>
  headers['content-length'] !== undefined || headers['transfer-encoding'] !== undefined;

function mount(
  router: Router,
  { path, methods }: { path: string; methods: Partial<Record<Method, Route>> },
  settings: HalFaceSettings,
): void {
  const allow = ['GET' in methods ? ['HEAD'] : [], Object.keys(methods), 'OPTIONS'].flat().join(', ');
  const route = router.route(path);
  for (const [method, handler] of Object.entries(methods)) {
    const register = method.toLowerCase() as Lowercase<Method>;
    route[register]((request: Request, response: Response) => answer(handler, { request, response }, settings));
  }
  route.options((_request, response) => {
    response.set('Allow', allow);
    if ('PATCH' in methods) response.set('Accept-Patch', 'application/merge-patch+json, application/json');
    response.status(204).end();
  });
  route.all((request, response) => {
    response.set('Allow', allow);
    send(response, fail(methodNotAllowed(`${request.method} is not for this: it takes ${allow}`)), {
      request,
      settings,
    });
  });
}

async function answer(
  handler: Route,
  { request, response }: { request: Request; response: Response },
  settings: HalFaceSettings,
) {
  const entered = await settings.served.enter(request);
  const allowed = entered.ok ? await withinRate(entered.value, { request, response }, settings) : entered;
  const replied = allowed.ok ? await handler(exchangeOf({ request, response }, allowed.value, settings)) : allowed;
  send(response, replied, { request, settings });
}

/** Counts the request against its caller, and says what is left to them. Services ask as much as they need. */
async function withinRate(
  context: Context,
  { request, response }: { request: Request; response: Response },
  { rateLimit, addressOf }: HalFaceSettings,
): Promise<Outcome<Context>> {
  const { service, id, username } = context.caller;
  if (service !== undefined) return succeed(context);
  const quota = await rateLimit.count({ caller: id ?? username, address: await addressOf(request) });
  if (quota === undefined) return succeed(context);
  response.set(quota.headers);
  const retryAfter = quota.exhaustedFor;
  if (retryAfter === undefined) return succeed(context);
  return fail(rateLimited(`that is all for now; there is more in ${retryAfter} s`, { retryAfter }));
}

function send(
  response: Response,
  replied: Outcome<Reply>,
  { request, settings }: { request: Request; settings: HalFaceSettings },
): void {
  if (replied.ok) sendReply({ request, response }, replied.value, settings);
  else {
    const relations = Object.keys(settings.served.resource.definition.relations);
    sendProblem(response, replied.problem, { instance: request.originalUrl, realm: settings.realm, relations });
  }
}

const documentChoice = choiceOf(documentTypes);
const pageChoice = choiceOf(['application/hal+json', 'application/json', 'text/html']);

function exchangeOf(
  { request, response }: { request: Request; response: Response },
  context: Context,
  { served }: HalFaceSettings,
): Exchange {
  const base = outwardOf(response);
  const own = served.resource.definition;
  const places: Places = {
    base,
    collectionOf: (resource) => (resource === own.name ? `${base}/${own.plural}` : context.peers.href(resource)),
  };
  return {
    served,
    context,
    places,
    path: request.params as Record<string, string>,
    query: request.query as Parameters,
    header: (name) => request.get(name),
    wantsForms: documentChoice(request.headers.accept) === formsType,
    wantsHtml: pageChoice(request.headers.accept) === 'text/html',
    sent: request,
    body: readBody(request, served.resource.limits.bodyDepth),
  };
}
