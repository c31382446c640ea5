import express, { type Request, type RequestHandler, type Response, type Router } from 'express';
import { fail, type Outcome } from '../resource/problems.ts';
import { outwardOf } from '../wire/web.ts';
import {
  documentTypes,
  formsType,
  readBody,
  type Methods,
  type Reply,
  type Route,
  type RouteTable,
  type WebExchange,
} from './exchange.ts';
import { methodNotAllowed, uriTooLong } from './http-problems.ts';
import { choiceOf } from './negotiate.ts';
import { sendProblem, type ProblemPlace } from './problem-document.ts';
import type { Parameters } from './query.ts';
import { refusesAnswers, sendReply, unacceptable, type ReplySettings } from './respond.ts';

/** How much one request may hold. */
export interface Bounds {
  /** Bytes of a body; a larger one is answered 413. */
  readonly maxBodyBytes: number;
  /** Bytes of path and query; a longer one is answered 414. */
  readonly maxUrlBytes: number;
}

/** Headers that an answer is to have, whatever becomes of the request. */
export type Note = (headers: Readonly<Record<string, string>>) => void;

/** How the requests to a table of routes are answered. */
export interface TableSettings<E extends WebExchange> extends ReplySettings, Omit<ProblemPlace, 'instance'> {
  readonly maxBodyDepth: number;
  /** Lets a request in to a route, with what the routes need to know of it; or says why not. */
  admit(exchange: WebExchange, note: Note): Promise<Outcome<E>>;
}

interface Pair {
  readonly request: Request;
  readonly response: Response;
}

/** A router without routes, which refuses what is too large. */
export function createRouter({ maxBodyBytes, maxUrlBytes }: Bounds): Router {
  const router = express.Router();
  router.use(refuseLongUrls(maxUrlBytes), readText(maxBodyBytes));
  return router;
}

const refuseLongUrls =
  (maxUrlBytes: number): RequestHandler =>
  (request, response, next) => {
    if (request.originalUrl.length <= maxUrlBytes) return next();
    const problem = uriTooLong(`a URL has at most ${maxUrlBytes} bytes here`);
    sendProblem(response, problem, { instance: request.path.slice(0, 200) });
  };

/** The body as text, where there is one. */
function readText(maxBodyBytes: number): RequestHandler {
  const read = express.text({ type: () => true, limit: maxBodyBytes });
  return (request, response, next) => (hasBody(request) ? read(request, response, next) : next());
}

const hasBody = ({ headers }: Request): boolean =>
  headers['content-length'] !== undefined || headers['transfer-encoding'] !== undefined;

/** Mounts every route of a table, with OPTIONS, and 405 for the methods that it lacks. */
export function mountTable<E extends WebExchange>(
  router: Router,
  table: RouteTable<E>,
  settings: TableSettings<E>,
): void {
  for (const [path, methods] of table) mount(router, { path, methods }, settings);
}

function mount<E extends WebExchange>(
  router: Router,
  { path, methods }: { path: string; methods: Methods<E> },
  settings: TableSettings<E>,
): void {
  const allow = ['GET' in methods ? ['HEAD'] : [], Object.keys(methods), 'OPTIONS'].flat().join(', ');
  const route = router.route(path);
  for (const [method, handler] of Object.entries(methods)) {
    const register = method.toLowerCase() as Lowercase<keyof Methods>;
    route[register]((request: Request, response: Response) => answer(handler, { request, response }, settings));
  }
  route.options((_request, response) => {
    response.set('Allow', allow);
    if ('PATCH' in methods) response.set('Accept-Patch', 'application/merge-patch+json, application/json');
    response.status(204).end();
  });
  route.all((request, response) => {
    response.set('Allow', allow);
    const problem = methodNotAllowed(`${request.method} is not for this: it takes ${allow}`);
    return send({ request, response }, fail(problem), settings);
  });
}

async function answer<E extends WebExchange>(handler: Route<E>, pair: Pair, settings: TableSettings<E>): Promise<void> {
  const admitted = await settings.admit(
    exchangeOf(pair, settings.maxBodyDepth),
    (headers) => void pair.response.set(headers),
  );
  if (!admitted.ok) return send(pair, admitted, settings);
  return send(pair, refusesAnswers(pair.request) ? fail(unacceptable()) : await handler(admitted.value), settings);
}

async function send<E extends WebExchange>(
  { request, response }: Pair,
  replied: Outcome<Reply>,
  settings: TableSettings<E>,
): Promise<void> {
  if (replied.ok) return sendReply({ request, response }, replied.value, settings);
  const { realm, relations = [] } = settings;
  const place = { instance: request.originalUrl, relations };
  sendProblem(response, replied.problem, realm === undefined ? place : { ...place, realm });
}

const documentChoice = choiceOf(documentTypes);
const pageChoice = choiceOf(['application/hal+json', 'application/json', 'text/html']);

function exchangeOf({ request, response }: Pair, maxBodyDepth: number): WebExchange {
  return {
    base: outwardOf(response),
    path: request.params as Record<string, string>,
    query: request.query as Parameters,
    header: (name) => request.get(name),
    wantsForms: documentChoice(request.headers.accept) === formsType,
    wantsHtml: pageChoice(request.headers.accept) === 'text/html',
    sent: request,
    body: readBody(request, maxBodyDepth),
  };
}
