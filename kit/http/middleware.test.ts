import { describe, expect, it } from '@jest/globals';
import express from 'express';
import pino from 'pino';
import { assignRequestId, logRequests } from './middleware.ts';
import { startServer } from './server.ts';

/** What is logged at a level while somebody asks for `/here?now`, naming the request. */
async function logged(level: string): Promise<readonly Record<string, unknown>[]> {
  const lines: string[] = [];
  const log = pino({ level }, { write: (line: string) => void lines.push(line) });
  const app = express().use(assignRequestId, logRequests(log), (_request, response) => void response.status(418).end());
  const server = await startServer(app, { name: 'test', port: 0 });
  await fetch(`http://localhost:${server.port}/here?now`, {
    headers: { 'x-request-id': 'named', connection: 'close' },
  });
  await server.close();
  return lines.map((line) => JSON.parse(line) as Record<string, unknown>);
}

describe('the log of requests', () => {
  it('says what was asked and answered, with the id of the request', async () => {
    const answered = { requestId: 'named', method: 'GET', url: '/here?now', status: 418, ms: expect.any(Number) };
    expect(await logged('debug')).toEqual([expect.objectContaining(answered)]);
  });

  it('is silent where nobody wants to know', async () => {
    expect(await logged('info')).toEqual([]);
  });
});
