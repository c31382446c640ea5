import express, { type Request, type RequestHandler, type Response } from 'express';
import { promisify } from 'node:util';
import { malformed } from '../resource/common-problems.ts';
import { fail, succeed, type Outcome, type Problem } from '../resource/problems.ts';
import { publicBaseUrlOf } from '../http/middleware.ts';
import { parseBody, type Body, type Methods, type Route, type RouteTable, type HalRequest } from './request.ts';
import { documents, type MediaTypes } from './media-types.ts';
import { methodNotAllowed, notAcceptable, uriTooLong } from './http-problems.ts';
import { createPathMatcher, type PathParameters } from './path-matcher.ts';
import { sendProblem, type ProblemContext } from './problem-details.ts';
import type { QueryParameters } from './query.ts';
import { isRead, sendResponse, type CacheSettings } from './send-response.ts';

/** How much one request may hold. */
export interface RequestLimits {
  /** Bytes of a body; a larger one is answered 413. */
  readonly maxBodyBytes: number;
  /** Bytes of path and query; a longer one is answered 414. */
  readonly maxUrlBytes: number;
}

/** Headers that an answer is to have, whatever becomes of the request. */
export type Note = (headers: Readonly<Record<string, string>>) => void;

/** How the requests to a table of routes are answered. */
export interface RouteSettings<E extends HalRequest> extends CacheSettings, Omit<ProblemContext, 'instance'> {
  readonly maxBodyBytes: number;
  /** Objects and arrays within each other in a body. */
  readonly maxBodyDepth: number;
  /**
   * Identifies the caller of a request and counts the request, before its body is read. Gives what the routes need to
   * know of it, or the problem that it is refused with.
   */
  admit(exchange: HalRequest, note: Note): Promise<Outcome<E>>;
}

interface Pair {
  readonly request: Request;
  readonly response: Response;
}

/** Answers a request to one path, of whatever method. */
type PathHandler = (pair: Pair, path: PathParameters) => Promise<void>;
/** Path → how requests to it are answered. The first path that fits a request has it. */
export type PathHandlers = readonly (readonly [path: string, answer: PathHandler])[];

/** A table of routes at work: with OPTIONS, and 405 for the methods that a route lacks. */
export const createPathHandlers = <E extends HalRequest>(
  table: RouteTable<E>,
  settings: RouteSettings<E>,
): PathHandlers => table.map(([path, methods, produces = documents]) => [path, answering(methods, produces, settings)]);

function answering<E extends HalRequest>(
  methods: Methods<E>,
  produces: MediaTypes,
  settings: RouteSettings<E>,
): PathHandler {
  const bodyOf = bodyReader(settings);
  const allow = ['GET' in methods ? ['HEAD'] : [], Object.keys(methods), 'OPTIONS'].flat().join(', ');
  const handlers = new Map(Object.entries({ HEAD: methods.GET, ...methods }));
  return async (pair, path) => {
    const { method } = pair.request;
    const handler = handlers.get(method);
    if (handler !== undefined) return answer({ handler, produces, bodyOf }, { ...pair, path }, settings);
    pair.response.set('Allow', allow);
    if (method !== 'OPTIONS')
      return refuse(pair, methodNotAllowed(`${method} is not for this: it takes ${allow}`), settings);
    if ('PATCH' in methods) pair.response.set('Accept-Patch', 'application/merge-patch+json, application/json');
    pair.response.status(204).end();
  };
}

/** Leads each request to what answers it, and refuses URLs that are too long; what leads nowhere goes on. */
export function createRouter(
  answers: PathHandlers,
  { maxUrlBytes }: Pick<RequestLimits, 'maxUrlBytes'>,
): RequestHandler {
  const find = createPathMatcher(answers);
  return async (request, response, next) => {
    const found = find(request.path);
    if (found === undefined) return next();
    if (request.originalUrl.length > maxUrlBytes) return refuseUrl({ request, response }, maxUrlBytes);
    return found.row({ request, response }, found.path);
  };
}

function refuseUrl({ request, response }: Pair, maxUrlBytes: number): void {
  const problem = uriTooLong(`a URL has at most ${maxUrlBytes} bytes here`);
  sendProblem(response, problem, { instance: request.path.slice(0, 200) });
}

const hasBody = ({ headers }: Request): boolean =>
  headers['content-length'] !== undefined || headers['transfer-encoding'] !== undefined;

type BodyReader = (pair: Pair) => Promise<Body>;

/** Reads bodies as text, whatever their media type; then looks at the media type, then parses. Throws when too large. */
function bodyReader({
  maxBodyBytes,
  maxBodyDepth,
}: Pick<RouteSettings<HalRequest>, 'maxBodyBytes' | 'maxBodyDepth'>): BodyReader {
  const readText = promisify<Request, Response>(express.text({ type: () => true, limit: maxBodyBytes }));
  return async ({ request, response }) => {
    if (!hasBody(request)) return succeed(undefined);
    await readText(request, response);
    // The parser skips a request whose client has disconnected meanwhile: without its body it would mean something else.
    if (typeof request.body !== 'string') return fail(malformed('the client disconnected before its body was read'));
    return parseBody(request, maxBodyDepth);
  };
}

interface RouteHandler<E extends HalRequest> {
  readonly handler: Route<E>;
  readonly produces: MediaTypes;
  readonly bodyOf: BodyReader;
}

/**
 * The one way of every request: its media type is negotiated, its caller admitted, its body read, then it is handled. Who
 * accepts no response of a write gets 406 before anything is read or written, and of a read where it would succeed.
 */
async function answer<E extends HalRequest>(
  { handler, produces, bodyOf }: RouteHandler<E>,
  pair: Pair & { readonly path: PathParameters },
  settings: RouteSettings<E>,
): Promise<void> {
  const type = produces.choose(pair.request.headers.accept);
  const admitted = await settings.admit(exchangeOf(pair, type), (headers) => void pair.response.set(headers));
  if (!admitted.ok) return refuse(pair, admitted.problem, settings);
  if (type === undefined && !isRead(pair.request)) return refuse(pair, unacceptable(produces), settings);
  const replied = await handler(admitted.value, await bodyOf(pair));
  if (!replied.ok) return refuse(pair, replied.problem, settings);
  if (type === undefined) return refuse(pair, unacceptable(produces), settings);
  return sendResponse(pair, { reply: replied.value, type }, settings);
}

const unacceptable = ({ types }: MediaTypes): Problem => notAcceptable(`send Accept with one of ${types.join(', ')}`);

function refuse(
  { request, response }: Pair,
  problem: Problem,
  { realm, relations = [] }: Omit<ProblemContext, 'instance'>,
): void {
  const place = { instance: request.originalUrl, relations };
  sendProblem(response, problem, realm === undefined ? place : { ...place, realm });
}

function exchangeOf(
  { request, response, path }: Pair & { readonly path: PathParameters },
  mediaType: string | undefined,
): HalRequest {
  return {
    baseUrl: publicBaseUrlOf(response),
    path,
    query: request.query as QueryParameters,
    header: (name) => request.get(name),
    mediaType,
    sent: request,
  };
}
