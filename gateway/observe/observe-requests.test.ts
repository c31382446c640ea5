import { afterEach, describe, expect, it } from '@jest/globals';
import express, { type RequestHandler } from 'express';
import pino from 'pino';
import { setTimeout as delay } from 'node:timers/promises';
import { startServer, type RunningServer } from '../../kit/http/server.ts';
import { until } from '../../test/support/until.ts';
import { observationOf, observeRequests } from './observe-requests.ts';
import type { ObservedRequest } from './request-observation.ts';

describe('observing requests', () => {
  let server: RunningServer | undefined;
  let counted: ObservedRequest[];
  let lines: Record<string, unknown>[];
  afterEach(() => server?.close());

  async function request(handler: RequestHandler, { slowRequestMs = 0, level = 'debug' } = {}): Promise<void> {
    [counted, lines] = [[], []];
    const log = pino({ level }, { write: (line: string) => void lines.push(JSON.parse(line) as (typeof lines)[0]) });
    const metrics = { countRequest: (each: ObservedRequest) => void counted.push(each) };
    const app = express().use((_request, response, next) => {
      response.locals['requestId'] = 'request-1';
      next();
    });
    app.use(observeRequests({ metrics, slowRequestMs, log }), handler);
    server = await startServer(app, { name: 'test', port: 0 });
    await fetch(`http://localhost:${server.port}/`).then((response) => response.text());
  }
  const answer: RequestHandler = async (_request, response) => {
    const observation = observationOf(response);
    observation?.begin();
    observation?.resolved({ type: 'query', name: 'Events', hash: 'abc' });
    observation?.planned(3);
    const end = observation?.beginSubgraphRequest();
    await delay(30);
    end?.();
    response.json({});
  };

  it('counts each request once', async () => {
    await request(answer);
    await until(() => counted.length > 0);
    await delay(20);
    expect(counted).toMatchObject([{ status: 200, operation: { name: 'Events' }, subgraphRequests: 1 }]);
  });

  it('logs all requests at debug, and slow ones at warn, with their operation and its hash, and no document', async () => {
    await request(answer, { slowRequestMs: 10_000 });
    const line = {
      ...{ requestId: 'request-1', type: 'query', operation: 'Events', hash: 'abc', status: 200 },
      ...{ ms: expect.any(Number), ownMs: expect.any(Number), planningMs: 3, subgraphRequests: 1 },
    };
    expect(lines).toMatchObject([{ ...line, level: 20, msg: 'request completed' }]);
    await server?.close();
    await request(answer, { slowRequestMs: 25, level: 'warn' });
    expect(lines).toMatchObject([{ ...line, level: 40, msg: 'slow request' }]);
    await server?.close();
    await request(answer, { slowRequestMs: 0, level: 'warn' });
    expect(lines).toEqual([]);
  });

  it('does not count pages', async () => {
    await request((_request, response) => void response.type('html').send('<p>'));
    await delay(20);
    expect([counted, lines]).toEqual([[], []]);
  });

  it('counts a request whose client disconnects', async () => {
    await request((_request, response) => void response.destroy()).catch(() => undefined);
    await until(() => counted.length === 1);
  });
});
