import express, { type Request, type RequestHandler, type Response } from 'express';
import { promisify } from 'node:util';
import { fail, type Outcome } from '../resource/problems.ts';
import { outwardOf } from '../http/middleware.ts';
import {
  documentTypes,
  formsType,
  readBody,
  type Methods,
  type Reply,
  type Route,
  type RouteTable,
  type WebExchange,
} from './request.ts';
import { choiceOf } from '../http/content-negotiation.ts';
import { methodNotAllowed, uriTooLong } from './http-problems.ts';
import { finder, type PathParameters } from './path-matcher.ts';
import { sendProblem, type ProblemPlace } from './problem-details.ts';
import type { Parameters } from './query.ts';
import { refusesAnswers, sendReply, unacceptable, type ReplySettings } from './send-response.ts';

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

/** Answers a request to one path, of whatever method. */
type Answering = (pair: Pair, path: PathParameters) => Promise<void>;
/** Path → how requests to it are answered. The first path that fits a request has it. */
export type Answers = readonly (readonly [path: string, answer: Answering])[];

/** A table of routes at work: with OPTIONS, and 405 for the methods that a route lacks. */
export const answersOf = <E extends WebExchange>(table: RouteTable<E>, settings: TableSettings<E>): Answers =>
  table.map(([path, methods]) => [path, answering(methods, settings)]);

function answering<E extends WebExchange>(methods: Methods<E>, settings: TableSettings<E>): Answering {
  const allow = ['GET' in methods ? ['HEAD'] : [], Object.keys(methods), 'OPTIONS'].flat().join(', ');
  const handlers = new Map(Object.entries({ HEAD: methods.GET, ...methods }));
  return async (pair, path) => {
    const { method } = pair.request;
    const handler = handlers.get(method);
    if (handler !== undefined) return answer(handler, { ...pair, path }, settings);
    pair.response.set('Allow', allow);
    if (method !== 'OPTIONS')
      return send(pair, fail(methodNotAllowed(`${method} is not for this: it takes ${allow}`)), settings);
    if ('PATCH' in methods) pair.response.set('Accept-Patch', 'application/merge-patch+json, application/json');
    pair.response.status(204).end();
  };
}

/** Leads each request to what answers it, and refuses what is too large; what leads nowhere goes on. */
export function createRouter(answers: Answers, { maxBodyBytes, maxUrlBytes }: Bounds): RequestHandler {
  const find = finder(answers);
  const readText = textReader(maxBodyBytes);
  return async (request, response, next) => {
    const found = find(request.path);
    if (found === undefined) return next();
    if (request.originalUrl.length > maxUrlBytes) return refuseUrl({ request, response }, maxUrlBytes);
    if (hasBody(request)) await readText(request, response);
    return found.row({ request, response }, found.path);
  };
}

function refuseUrl({ request, response }: Pair, maxUrlBytes: number): void {
  const problem = uriTooLong(`a URL has at most ${maxUrlBytes} bytes here`);
  sendProblem(response, problem, { instance: request.path.slice(0, 200) });
}

const hasBody = ({ headers }: Request): boolean =>
  headers['content-length'] !== undefined || headers['transfer-encoding'] !== undefined;

/** Reads a body as text, whatever it says that it is. */
const textReader = (maxBytes: number): ((request: Request, response: Response) => Promise<void>) =>
  promisify<Request, Response>(express.text({ type: () => true, limit: maxBytes }));

async function answer<E extends WebExchange>(
  handler: Route<E>,
  pair: Pair & { readonly path: PathParameters },
  settings: TableSettings<E>,
): Promise<void> {
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

const chooseDocument = choiceOf(documentTypes);
const choosePage = choiceOf([...documentTypes, 'text/html']);

function exchangeOf(
  { request, response, path }: Pair & { readonly path: PathParameters },
  maxBodyDepth: number,
): WebExchange {
  return {
    base: outwardOf(response),
    path,
    query: request.query as Parameters,
    header: (name) => request.get(name),
    wantsForms: chooseDocument(request.headers.accept) === formsType,
    wantsHtml: choosePage(request.headers.accept) === 'text/html',
    sent: request,
    body: readBody(request, maxBodyDepth),
  };
}
