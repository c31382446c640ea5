import { afterEach, describe, expect, it } from '@jest/globals';
import express, { type RequestHandler } from 'express';
import { setTimeout as delay } from 'node:timers/promises';
import { startServer, type RunningServer } from '../../kit/http/server.ts';
import { until } from '../../test/support/until.ts';
import { observationOf, observeRequests } from './observe-requests.ts';
import type { ObservedRequest } from './request-observation.ts';

describe('observing requests', () => {
  let server: RunningServer | undefined;
  let counted: ObservedRequest[];
  afterEach(() => server?.close());

  async function request(handler: RequestHandler): Promise<void> {
    counted = [];
    const metrics = { countRequest: (each: ObservedRequest) => void counted.push(each) };
    const app = express().use(observeRequests({ metrics }), handler);
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
    await delay(20);
    expect(counted).toMatchObject([{ status: 200, operation: { name: 'Events' }, subgraphRequests: 1 }]);
  });

  it('does not count pages', async () => {
    await request((_request, response) => void response.type('html').send('<p>'));
    await delay(20);
    expect(counted).toEqual([]);
  });

  it('counts a request whose client disconnects', async () => {
    await request((_request, response) => void response.destroy()).catch(() => undefined);
    await until(() => counted.length === 1);
  });
});
