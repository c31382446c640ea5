import { expressMiddleware } from '@as-integrations/express5';
import { createHash, randomUUID } from 'node:crypto';
import express, { type ErrorRequestHandler, type RequestHandler, type Response, type Router } from 'express';
import type { Served } from '../resource/served.ts';
import type { Context } from '../resource/definition.ts';
import { createRequestContext } from './context.ts';
import { errorOf } from './errors.ts';
import { playground, wantsPlayground } from './playground.ts';
import { createSubgraphServer } from './server.ts';
import { subgraphSdl } from './sdl/subgraph.ts';
import { wireErrors, type WireErrorCode } from './wire-errors.ts';

export interface GraphqlFaceSettings {
  readonly served: Served;
  readonly realm: string;
  /** Bytes of a request's body; a larger one is answered 413. */
  readonly maxBodyBytes: number;
}

/** The GraphQL face of a service: a federation subgraph at `/graphql`, its schema at `/sdl`. */
export interface GraphqlFace {
  readonly sdl: string;
  readonly router: Router;
  close(): Promise<void>;
}

function refuse(
  response: Response,
  { status, code, message }: { status: number; code: WireErrorCode; message: string },
): void {
  const requestId = String(response.locals['requestId']);
  response.status(status).json({ errors: [{ message, extensions: { code, requestId } }] });
}

const identifyRequest: RequestHandler = (request, response, next) => {
  const given = request.get('x-request-id');
  const requestId = given !== undefined && /^[\w.:-]{1,100}$/.test(given) ? given : randomUUID();
  response.locals['requestId'] = requestId;
  response.set('x-request-id', requestId);
  next();
};

/** Checks the credentials before anything is executed: those that are not good are an answer of their own. */
const enter =
  ({ served, realm }: GraphqlFaceSettings): RequestHandler =>
  async (request, response, next) => {
    const entered = await served.enter(request.headers.authorization);
    if (entered.ok) {
      response.locals['context'] = entered.value;
      return next();
    }
    const code = errorOf(entered.problem).extensions['code'] as WireErrorCode;
    if (code === 'UNAUTHENTICATED') response.set('WWW-Authenticate', `Basic realm="${realm}", charset="UTF-8", Bearer`);
    if (code === 'SERVICE_UNAVAILABLE') response.set('Retry-After', '1');
    refuse(response, { status: wireErrors[code].status, code, message: entered.problem.detail });
  };

const onlyObjects: RequestHandler = (request, response, next) => {
  const body: unknown = request.body;
  if (request.method !== 'POST' || (typeof body === 'object' && body !== null && !Array.isArray(body))) return next();
  refuse(response, {
    status: 400,
    code: 'BAD_USER_INPUT',
    message: 'send one JSON object: {"query": …, "variables": …}, as application/json',
  });
};

// eslint-disable-next-line max-params -- Express knows an error handler by its four parameters
const unreadable: ErrorRequestHandler = (error: unknown, _request, response, next) => {
  const { type, limit }: { type?: unknown; limit?: unknown } = typeof error === 'object' && error !== null ? error : {};
  if (type === 'entity.too.large')
    return refuse(response, {
      status: 413,
      code: 'TOO_COSTLY',
      message: `a body has at most ${String(limit)} bytes here`,
    });
  if (typeof type === 'string')
    return refuse(response, { status: 400, code: 'BAD_USER_INPUT', message: 'the body is not JSON that can be read' });
  next(error);
};

const notForThis: RequestHandler = (request, response, next) => {
  if (request.method === 'POST' || request.method === 'GET' || request.method === 'HEAD') return next();
  response.set('Allow', 'GET, POST');
  refuse(response, {
    status: 405,
    code: 'BAD_USER_INPUT',
    message: `${request.method} is not for this: send GET or POST`,
  });
};

function sdlRoute(sdl: string): RequestHandler {
  const etag = `"${createHash('sha256').update(sdl).digest('base64url').slice(0, 27)}"`;
  return (request, response) => {
    response.set('ETag', etag).set('Cache-Control', 'no-cache');
    if (request.get('if-none-match')?.includes(etag) === true) response.status(304).end();
    else response.type('text/plain').send(sdl);
  };
}

/** Derives the GraphQL face from what a service serves, and starts it. */
export async function openGraphqlFace(settings: GraphqlFaceSettings): Promise<GraphqlFace> {
  const { served, maxBodyBytes, realm } = settings;
  const { definition } = served.resource;
  const sdl = subgraphSdl(definition);
  const server = createSubgraphServer({ definition, sdl, realm, log: served.log });
  await server.start();
  const context = ({ res }: { res: Response }) =>
    Promise.resolve(createRequestContext(served, res.locals['context'] as Context, String(res.locals['requestId'])));
  const page = playground({
    title: `${served.name} subgraph`,
    tabs: [{ query: `{\n  __typename\n}\n` }],
    endpoint: '/graphql',
  });
  const router = express.Router();
  router.get('/sdl', sdlRoute(sdl));
  router.use('/graphql', identifyRequest, notForThis);
  router.get('/graphql', (request, response, next) =>
    wantsPlayground(request) ? page(request, response, next) : next(),
  );
  router.use(
    '/graphql',
    enter(settings),
    express.json({ limit: maxBodyBytes }),
    onlyObjects,
    expressMiddleware(server, { context }),
  );
  router.use('/graphql', unreadable);
  return { sdl, router, close: () => server.stop() };
}
