import { describe, expect, it } from '@jest/globals';
import express from 'express';
import pino from 'pino';
import { assignRequestId, logRequests } from './middleware.ts';
import { startServer } from './server.ts';

/** Requests `/here?now` with a request id, and returns the log records at a level. */
async function logRecords(level: string): Promise<readonly Record<string, unknown>[]> {
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

describe('the request log', () => {
  it('records request and response with the request id', async () => {
    const record = { requestId: 'named', method: 'GET', url: '/here?now', status: 418, ms: expect.any(Number) };
    expect(await logRecords('debug')).toEqual([expect.objectContaining(record)]);
  });

  it('is silent above the debug level', async () => {
    expect(await logRecords('info')).toEqual([]);
  });
});
