import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import express, { type RequestHandler } from 'express';
import pino from 'pino';
import { startServer, type RunningServer } from '../../http/server.ts';
import { sendRaw } from '../../../test/support/raw-http.ts';
import { graphqlEndpoint } from './endpoint.ts';
import { requireDocuments } from './persisted-documents.ts';
import { sendErrorResponse } from './error-response.ts';

const json = 'application/json';
const graphqlJson = 'application/graphql-response+json';
const large = JSON.stringify({ query: `{ __typename } #${'x'.repeat(2_000_000)}` });

describe('graphqlEndpoint', () => {
  let running: RunningServer;
  let acceptReads = 0;
  let executed = 0;

  beforeAll(async () => {
    const countAcceptReads: RequestHandler = (request, _response, next) => {
      const headers = new Proxy(request.headers, {
        get: (target, name) => {
          if (name === 'accept') acceptReads++;
          return Reflect.get(target, name) as unknown;
        },
      });
      Object.defineProperty(request, 'headers', { value: headers });
      next();
    };
    const admit: RequestHandler = (request, response, next) => {
      if (request.headers.authorization === undefined) return next();
      sendErrorResponse(response, { status: 401, code: 'UNAUTHENTICATED', message: 'The password is wrong.' });
    };
    const endpoint = graphqlEndpoint({
      page: (_request, response) => void response.type('text/html').send('<p>'),
      admit: [admit],
      resolveDocument: requireDocuments,
      limitDocuments: (_request, _response, next) => next(),
      execute: (_request, response) => {
        executed++;
        response.type(json).send('{}');
      },
      maxBodyBytes: 1000,
      log: pino({ level: 'silent' }),
    });
    running = await startServer(express().use(countAcceptReads).use('/graphql', endpoint), {
      name: 'endpoint',
      port: 0,
    });
  });
  afterAll(() => running.close());
  beforeEach(() => {
    [acceptReads, executed] = [0, 0];
  });

  const send = async (method: string, { path = '/graphql', body, ...headers }: Record<string, string>) => {
    const url = `http://localhost:${running.port}${path}`;
    const response = await fetch(url, { method, headers, ...(body === undefined ? {} : { body }) });
    return [response.status, response.headers.get('content-type')?.split(';')[0]];
  };
  const query = { 'content-type': json, body: '{"query":"{ __typename }"}' };
  const wrongCredentials = { authorization: 'wrong' };

  it.each<[string, string, Record<string, string>, number, string]>([
    ['a query', 'POST', { ...query, accept: '*/*' }, 200, json],
    ['a browser', 'GET', { accept: 'text/html, */*;q=0.8' }, 200, 'text/html'],
    ['a POST from a browser', 'POST', { ...query, accept: 'text/html, */*;q=0.8' }, 200, json],
    ['an unacceptable media type', 'POST', { ...query, accept: 'image/png' }, 406, json],
    ['wrong credentials', 'POST', { ...query, ...wrongCredentials, accept: graphqlJson }, 401, graphqlJson],
    [
      'an unsupported content type',
      'POST',
      { 'content-type': 'text/plain', body: 'x', accept: graphqlJson },
      415,
      graphqlJson,
    ],
    ['a body over the limit', 'POST', { 'content-type': json, body: large, accept: graphqlJson }, 413, graphqlJson],
    ['another path', 'GET', { path: '/graphql/below', accept: 'text/html, */*;q=0.8' }, 404, json],
  ])('reads Accept once: %s', async (_title, method, request, status, type) => {
    expect(await send(method, request)).toEqual([status, type]);
    expect(acceptReads).toBe(1);
  });

  it('authenticates the caller before it reads the body', async () => {
    for (const body of [large, '{"broken', '[]'])
      for (const type of [json, `${json}; charset=utf-99`, 'image/png'])
        expect(await send('POST', { ...wrongCredentials, body, 'content-type': type, accept: 'image/png' })).toEqual([
          401,
          json,
        ]);
    expect(executed).toBe(0);
  });

  it('keeps the connection usable after it ignores a body', async () => {
    const head = `Host: localhost\r\nContent-Type: ${json}`;
    const first = `POST /graphql HTTP/1.1\r\n${head}\r\nAuthorization: wrong\r\nContent-Length: ${large.length}\r\n\r\n${large}`;
    const { body } = query;
    const next = `POST /graphql HTTP/1.1\r\n${head}\r\nConnection: close\r\nContent-Length: ${body.length}\r\n\r\n${body}`;
    const responses = await sendRaw(running.port, first + next);
    expect(responses.match(/HTTP\/1\.1 \d+/g)).toEqual(['HTTP/1.1 401', 'HTTP/1.1 200']);
  });
});
