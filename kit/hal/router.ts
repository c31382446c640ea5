import express, { type Request, type RequestHandler, type Response } from 'express';
import { promisify } from 'node:util';
import { malformed } from '../resource/common-problems.ts';
import { fail, succeed, type Outcome, type Problem } from '../resource/problems.ts';
import { verifyUtf8 } from '../http/json-text.ts';
import { publicBaseUrlOf } from '../http/middleware.ts';
import { takeTurn } from '../util/time-slices.ts';
import { isUtf8Target } from '../util/well-formed.ts';
import type { ExpressContext } from './express-context.ts';
import { parseBody, type Body, type Methods, type Route, type RouteTable, type HalRequest } from './request.ts';
import { documents, patchTypes, type MediaTypes } from './media-types.ts';
import { methodNotAllowed, notAcceptable, uriTooLong } from './http-problems.ts';
import { createPathMatcher, type PathParameters } from './path-matcher.ts';
import { acceptOfPages, prefersPage, redirectionOf } from './page-response.ts';
import { sendProblem, type HrefOf, type ProblemContext } from './problem-details.ts';
import { parseFlag } from './flags.ts';
import type { QueryParameters } from './query.ts';
import { isRead, sendResponse, type CacheSettings } from './send-response.ts';
import { sendEvents } from './send-events.ts';

/** Size limits of a request. */
export interface RequestLimits {
  /** Maximum size of a body in bytes; larger ones get 413. */
  readonly maxBodyBytes: number;
  /** Maximum size of path and query in bytes; longer ones get 414. */
  readonly maxUrlBytes: number;
}

/** Sets headers on the response, whatever the outcome of the request. */
export type SetHeaders = (headers: Readonly<Record<string, string>>) => void;

/** How the routes of a table handle requests. */
export interface RouteSettings<E extends HalRequest> extends CacheSettings, ProblemContext {
  readonly maxBodyBytes: number;
  /** Maximum nesting depth of objects and arrays in a body. */
  readonly maxBodyDepth: number;
  /**
   * Authenticates a request and applies the rate limit, before its body is read. Returns the request as the routes need
   * it, or the problem with which it is rejected.
   */
  admit(
    request: HalRequest,
    setHeaders: SetHeaders,
    route: Pick<Route<E>, 'queued' | 'isInternal'>,
  ): Promise<Outcome<E>>;
  /** Returns how the problems of a request link to documents; by default they do not. */
  linksOf?(request: E): HrefOf;
}

/** Handles a request to one path, whatever its method. */
type PathHandler = (context: ExpressContext, path: PathParameters) => Promise<void>;
/** Path → handler. The first path that matches a request handles it. */
export type PathHandlers = readonly (readonly [path: string, handler: PathHandler])[];

/** Creates the handlers of a route table. They also answer OPTIONS, and respond 405 to methods that a route lacks. */
export const createPathHandlers = <E extends HalRequest>(
  table: RouteTable<E>,
  settings: RouteSettings<E>,
): PathHandlers =>
  table.map(([path, methods, produces = documents]) => [path, createPathHandler(methods, produces, settings)]);

function createPathHandler<E extends HalRequest>(
  methods: Methods<E>,
  produces: MediaTypes,
  settings: RouteSettings<E>,
): PathHandler {
  const readBody = createBodyReader(settings);
  const allow = ['GET' in methods ? ['HEAD'] : [], Object.keys(methods), 'OPTIONS'].flat().join(', ');
  const routes = new Map(Object.entries({ HEAD: methods.GET, ...methods }));
  return async (context, path) => {
    const { request, response } = context;
    const { method } = request;
    const route = routes.get(method);
    if (route !== undefined) return handle({ route, produces, readBody }, { ...context, path }, settings);
    response.set('Allow', allow);
    if (method !== 'OPTIONS')
      return sendProblem(response, methodNotAllowed(`${method} is not supported here; use one of ${allow}`), {
        context: settings,
      });
    if ('PATCH' in methods) response.set('Accept-Patch', patchTypes.join(', '));
    response.status(204).end();
  };
}

/** Creates the router for path handlers. Rejects URLs that are too long, and passes on requests that match no path. */
export function createRouter(
  handlers: PathHandlers,
  { maxUrlBytes }: Pick<RequestLimits, 'maxUrlBytes'>,
): RequestHandler {
  const match = createPathMatcher(handlers);
  return async (request, response, next) => {
    if (!isUtf8Target(request.originalUrl)) return rejectTarget(response);
    const matched = match(request.path);
    if (matched === undefined) return next();
    if (request.originalUrl.length > maxUrlBytes) return rejectUrl({ request, response }, maxUrlBytes);
    return matched.row({ request, response }, matched.path);
  };
}

const rejectTarget = (response: Response): void =>
  sendProblem(response, malformed('the octets of the path and the query must be UTF-8, percent-encoded'));

function rejectUrl({ request, response }: ExpressContext, maxUrlBytes: number): void {
  const problem = uriTooLong(`path and query must not exceed ${maxUrlBytes} bytes`);
  sendProblem(response, problem, { path: request.path.slice(0, 200) });
}

const hasBody = ({ headers }: Request): boolean =>
  headers['content-length'] !== undefined || headers['transfer-encoding'] !== undefined;

type BodyReader = (context: ExpressContext) => Promise<Body>;

/**
 * Creates a reader of request bodies. It reads a body as text, then checks its media type, then parses it. The reader
 * throws when a body exceeds `maxBodyBytes`.
 */
function createBodyReader({
  maxBodyBytes,
  maxBodyDepth,
}: Pick<RouteSettings<HalRequest>, 'maxBodyBytes' | 'maxBodyDepth'>): BodyReader {
  const readText = promisify<Request, Response>(
    express.text({ type: () => true, limit: maxBodyBytes, verify: verifyUtf8 }),
  );
  return async ({ request, response }) => {
    if (!hasBody(request)) return succeed(undefined);
    await readText(request, response);
    // Express skips the body when the client has disconnected; a request without its body would mean something else.
    if (typeof request.body !== 'string') return fail(malformed('the client disconnected before its body was read'));
    await takeTurn(request.body.length);
    return parseBody(request, maxBodyDepth);
  };
}

interface RouteHandler<E extends HalRequest> {
  readonly route: Route<E>;
  readonly produces: MediaTypes;
  readonly readBody: BodyReader;
}

/**
 * Handles a request: negotiates its media type, admits its caller, checks `pretty`, reads its body, then calls the
 * route. When the client accepts no available media type, a write is rejected with 406 before anything is read or
 * written, and a read after it succeeded, so that its own problems take precedence.
 */
async function handle<E extends HalRequest>(
  { route, produces, readBody }: RouteHandler<E>,
  context: ExpressContext & { readonly path: PathParameters },
  settings: RouteSettings<E>,
): Promise<void> {
  const { request, response } = context;
  const reject = (problem: Problem, hrefOf?: HrefOf): void =>
    sendProblem(response, problem, { context: settings, hrefOf });
  const redirection = redirectionOf(request, response);
  if (redirection !== undefined) return void response.status(303).set('Location', redirection).end();
  const type = produces.choose(prefersPage(response) ? acceptOfPages : request.headers.accept);
  const admitted = await settings.admit(toHalRequest(context, type), (headers) => void response.set(headers), route);
  if (!admitted.ok) return reject(admitted.problem);
  const pretty = parseFlag(admitted.value.query, 'pretty');
  if (!pretty.ok) return reject(pretty.problem);
  if (type === undefined && !isRead(request)) return reject(unacceptable(produces));
  const outcome = await route(admitted.value, await readBody(context));
  if (!outcome.ok) return reject(outcome.problem, settings.linksOf?.(admitted.value));
  if (type === undefined) return reject(unacceptable(produces));
  const { stream } = outcome.value;
  return stream === undefined
    ? sendResponse(context, { halResponse: outcome.value, type }, settings)
    : sendEvents(context, stream, settings);
}

const unacceptable = ({ types, areNamed }: MediaTypes): Problem =>
  notAcceptable(
    areNamed === true ? `Accept must name ${types.join()}` : `Accept must allow one of ${types.join(', ')}`,
  );

function toHalRequest(
  { request, response, path }: ExpressContext & { readonly path: PathParameters },
  mediaType: string | undefined,
): HalRequest {
  return {
    baseUrl: publicBaseUrlOf(response),
    path,
    query: request.query as QueryParameters,
    url: request.originalUrl,
    header: (name) => request.get(name),
    mediaType,
    head: request,
  };
}
