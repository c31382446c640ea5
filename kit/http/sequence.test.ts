import { afterEach, describe, expect, it } from '@jest/globals';
import express, { type ErrorRequestHandler, type RequestHandler } from 'express';
import { sequence } from './sequence.ts';
import { startServer, type RunningServer } from './server.ts';

describe('a sequence of handlers', () => {
  let server: RunningServer | undefined;
  afterEach(() => server?.close());

  /** Sends a request to a sequence, after which the application responds with what has run. */
  async function runAll(...handlers: readonly RequestHandler[]): Promise<string> {
    const ran: string[] = [];
    const noted = handlers.map((handler, index): RequestHandler => (request, response, next) => {
      ran.push(String(index));
      return handler(request, response, next);
    });
    const app = express().use(sequence(...noted), (_request, response) => void response.send(ran.join()));

    const onError: ErrorRequestHandler = (error: unknown, _request, response, next) => {
      if (response.headersSent) return next(error);
      response.send(`${ran.join()} ${String(error)}`);
    };
    app.use(onError);
    server = await startServer(app, { name: 'sequence', port: 0 });
    return (await fetch(`http://localhost:${server.port}/`)).text();
  }
  const pass: RequestHandler = (_request, _response, next) => next();
  const passLater: RequestHandler = async (_request, _response, next) => {
    await Promise.resolve();
    next();
  };

  it('runs all of them in order, and goes on after the last', async () => {
    expect(await runAll(pass, passLater, pass)).toBe('0,1,2');
  });

  it('ends with the one that responds', async () => {
    expect(await runAll(pass, (_request, response) => void response.send('done'), pass)).toBe('done');
  });

  it.each<[string, RequestHandler]>([
    ['is passed on', (_request, _response, next) => next(new Error('broken'))],
    [
      'is thrown',
      () => {
        throw new Error('broken');
      },
    ],
    ['is the reason of a promise', () => Promise.reject(new Error('broken'))],
  ])('ends with an error that %s', async (_title, fail) => {
    expect(await runAll(pass, fail, pass)).toBe('0,1 Error: broken');
  });
});
