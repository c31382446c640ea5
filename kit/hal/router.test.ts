import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import express, { type RequestHandler } from 'express';
import { connect } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import pino from 'pino';
import { sendRaw } from '../../test/support/raw-http.ts';
import { notFound, unauthenticated } from '../resource/common-problems.ts';
import { fail, succeed, type Outcome } from '../resource/problems.ts';
import { startServer, type RunningServer } from '../http/server.ts';
import { rateLimited } from './http-problems.ts';
import { forms, unconditional } from './media-types.ts';
import { problemErrorHandler } from './problem-details.ts';
import type { Product } from '../util/product.ts';
import { ok, type Body, type RouteTable, type HalRequest } from './request.ts';
import { createPathHandlers, createRouter } from './router.ts';

const large = 'x'.repeat(2_000_000);
const admissionMs = 50;

/** Calls `onRead` whenever a request's `Accept` is read. */
const watchAccept =
  (onRead: () => void): RequestHandler =>
  (request, _response, next) => {
    const headers = new Proxy(request.headers, {
      get: (target, name) => {
        if (name === 'accept') onRead();
        return Reflect.get(target, name) as unknown;
      },
    });
    Object.defineProperty(request, 'headers', { value: headers });
    next();
  };

describe('a router', () => {
  let running: RunningServer;
  let acceptReads = 0;
  /** The bodies that handlers received. */
  const bodies: Body[] = [];

  const admit = async (request: HalRequest): Promise<Outcome<HalRequest>> => {
    await delay(admissionMs);
    const authorization = request.header('authorization');
    if (authorization === 'wrong') return fail(unauthenticated('the password is wrong'));
    return authorization === 'eager' ? fail(rateLimited('wait', { retryAfter: 7 })) : succeed(request);
  };
  const table: RouteTable<HalRequest> = [
    [
      '/things',
      {
        GET: () => Promise.resolve(ok({ _links: {} })),
        POST: (_request, body) => {
          bodies.push(body);
          return Promise.resolve(body.ok ? ok(body.value ?? null) : body);
        },
        DELETE: () => Promise.resolve(fail(notFound('nothing is here'))),
      },
    ],
    ['/nothing', { GET: () => Promise.resolve(fail(notFound('nothing is here'))) }],
    ['/form', { GET: () => Promise.resolve(ok({ _links: {} })) }, forms],
    ['/text', { GET: () => Promise.resolve(ok('text')) }, unconditional('text/plain')],
  ];

  beforeAll(async () => {
    const limits = { maxBodyBytes: 1000, maxUrlBytes: 1000, maxBodyDepth: 8 };
    const product: Product = { name: 'Library', slug: 'library', curie: 'lib' };
    const settings = { ...limits, product, cacheControl: 'no-cache', cacheExpires: undefined, admit };
    const app = express();
    app.use(watchAccept(() => acceptReads++));
    app.use(createRouter(createPathHandlers(table, settings), limits));
    app.use(problemErrorHandler(pino({ level: 'silent' })));
    running = await startServer(app, { name: 'a router', port: 0 });
  });
  afterAll(() => running.close());
  beforeEach(() => {
    acceptReads = 0;
    bodies.length = 0;
  });

  const send = async (method: string, path: string, { body, ...headers }: Record<string, string> = {}) => {
    const url = `http://localhost:${running.port}${path}`;
    const { status, headers: received } = await fetch(url, {
      method,
      headers,
      ...(body === undefined ? {} : { body }),
    });
    return [status, received.get('content-type')?.split(';')[0]];
  };

  it.each([
    ['GET', '/things', '*/*', 200, 'application/hal+json'],
    ['GET', '/things', 'application/prs.hal-forms+json', 200, 'application/prs.hal-forms+json'],
    ['HEAD', '/things', 'application/json', 200, 'application/json'],
    ['GET', '/things', 'text/csv', 406, 'application/problem+json'],
    ['GET', '/nothing', 'text/csv', 404, 'application/problem+json'],
    ['GET', '/form', '*/*', 200, 'application/prs.hal-forms+json'],
    ['GET', '/form', 'application/hal+json', 200, 'application/hal+json'],
    ['GET', '/text', 'application/hal+json', 200, 'text/plain'],
    ['POST', '/things', '*/*', 200, 'application/hal+json'],
    ['POST', '/things', 'text/csv', 406, 'application/problem+json'],
    ['DELETE', '/things', 'text/csv', 406, 'application/problem+json'],
  ])('reads Accept once: %s %s with %s is %i %s', async (method, path, accept, status, type) => {
    expect(await send(method, path, { accept })).toEqual([status, type]);
    expect(acceptReads).toBe(1);
  });

  it('admits the caller before it reads the body', async () => {
    for (const body of [large, '{"broken', '[]'])
      for (const type of ['application/json', 'application/json; charset=utf-99', 'image/png']) {
        const headers = { body, 'content-type': type };
        expect((await send('POST', '/things', { ...headers, authorization: 'wrong' }))[0]).toBe(401);
        expect((await send('POST', '/things', { ...headers, authorization: 'eager', accept: 'text/csv' }))[0]).toBe(
          429,
        );
      }
    expect(bodies).toEqual([]);
  });

  it('then rejects in this order: not acceptable, too large, unsupported media type, malformed JSON', async () => {
    const post = async (accept: string, type: string, body: string) =>
      (await send('POST', '/things', { accept, body, 'content-type': type }))[0];
    expect(await post('text/csv', 'image/png', large)).toBe(406);
    expect(await post('*/*', 'image/png', large)).toBe(413);
    expect(await post('*/*', 'image/png', '{')).toBe(415);
    expect(await post('*/*', 'application/json', '{')).toBe(400);
    expect(await post('*/*', 'application/json', '{}')).toBe(200);
  });

  it.each([
    ['with a length', `Content-Length: ${large.length}\r\n\r\n${large}`],
    ['in chunks', `Transfer-Encoding: chunked\r\n\r\n${large.length.toString(16)}\r\n${large}\r\n0\r\n\r\n`],
  ])('keeps the connection usable when it does not read a body %s', async (_title, body) => {
    const head = 'Host: localhost\r\nAuthorization: wrong\r\n';
    const next = 'GET /things HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n';
    const received = await sendRaw(running.port, `POST /things HTTP/1.1\r\n${head}${body}${next}`);
    expect(received.match(/HTTP\/1\.1 \d+/g)).toEqual(['HTTP/1.1 401', 'HTTP/1.1 200']);
  });

  it('never treats a request as one without a body when its client disconnects', async () => {
    const json = '{"username":"somebody"}';
    const head = `Host: localhost\r\nContent-Type: application/json\r\nContent-Length: ${json.length}`;
    await new Promise<void>((resolve) => {
      const socket = connect(running.port, 'localhost', () => {
        socket.write(`POST /things HTTP/1.1\r\n${head}\r\n\r\n${json}`, () => setTimeout(() => socket.destroy(), 10));
      });
      socket.on('close', () => resolve());
    });
    await delay(4 * admissionMs);
    for (const body of bodies) expect(body).not.toEqual(succeed(undefined));
  });
});
