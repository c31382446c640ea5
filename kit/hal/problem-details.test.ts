import { expect, it } from '@jest/globals';
import express from 'express';
import pino from 'pino';
import { StoreUnavailableError } from '../store/port.ts';
import { startServer } from '../http/server.ts';
import { problemErrorHandler } from './problem-details.ts';

async function answered(
  error: Error,
): Promise<{ readonly status: number; readonly text: string; readonly log: string }> {
  let log = '';
  const app = express().get('/', () => {
    throw error;
  });
  app.use(problemErrorHandler(pino({ level: 'error' }, { write: (line) => void (log += line) })));
  const listening = await startServer(app, { name: 'a test', port: 0 });
  const answer = await fetch(`http://localhost:${listening.port}/?secret=1`);
  const text = await answer.text();
  await listening.close();
  return { status: answer.status, text, log };
}

it('what nobody expected is logged with all there is to know, and told to nobody', async () => {
  const { status, text, log } = await answered(new TypeError('the cat is on the keyboard'));
  expect([status, JSON.parse(text)]).toEqual([500, expect.objectContaining({ status: 500 })]);
  expect(text).not.toMatch(/cat|TypeError|\.ts/);
  expect(JSON.parse(log)).toMatchObject({ method: 'GET', url: '/?secret=1', msg: 'unexpected error' });
  expect(log).toContain('the cat is on the keyboard');
});

it('that the store is away is expected', async () => {
  const { status, log } = await answered(new StoreUnavailableError('the store at 10.0.0.1 is away'));
  expect([status, log]).toEqual([503, '']);
});
