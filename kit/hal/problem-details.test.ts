import { expect, it } from '@jest/globals';
import express from 'express';
import pino from 'pino';
import { StoreNotWritableError, StoreUnavailableError } from '../store/port.ts';
import { startServer } from '../http/server.ts';
import { problemErrorHandler } from './problem-details.ts';

async function respondTo(
  error: Error,
): Promise<{ readonly status: number; readonly text: string; readonly log: string }> {
  let log = '';
  const app = express().get('/', () => {
    throw error;
  });
  app.use(problemErrorHandler(pino({ level: 'error' }, { write: (line) => void (log += line) })));
  const server = await startServer(app, { name: 'a test', port: 0 });
  const response = await fetch(`http://localhost:${server.port}/?secret=1`);
  const text = await response.text();
  await server.close();
  return { status: response.status, text, log };
}

it('logs an unexpected error in full and discloses nothing to the client', async () => {
  const { status, text, log } = await respondTo(new TypeError('the cat is on the keyboard'));
  expect([status, JSON.parse(text)]).toEqual([500, expect.objectContaining({ status: 500 })]);
  expect(text).not.toMatch(/cat|TypeError|\.ts/);
  expect(JSON.parse(log)).toMatchObject({ method: 'GET', url: '/?secret=1', msg: 'unexpected error' });
  expect(log).toContain('the cat is on the keyboard');
});

it('responds 503 and logs nothing when the store is unavailable, or accepts no writes', async () => {
  const { status, log } = await respondTo(new StoreUnavailableError('the store at 10.0.0.1 is unavailable'));
  expect([status, log]).toEqual([503, '']);
  const readOnly = await respondTo(new StoreNotWritableError('/var/data cannot be written'));
  const { detail } = JSON.parse(readOnly.text) as { readonly detail: string };
  expect([readOnly.status, readOnly.log, detail]).toEqual([503, '', expect.stringContaining('accepts no writes now')]);
});
