import { afterAll, beforeAll, expect, it } from '@jest/globals';
import express from 'express';
import { startServer, type RunningServer } from '../../http/server.ts';
import { documentLimit } from './document-limit.ts';

let running: RunningServer;
let subject: { caller: string | undefined; address: string } | undefined;

beforeAll(async () => {
  const documents = new Set<string>();
  const settings = { bytes: 100, loopback: false, ipv6Prefix: 64, documents };
  const limit = documentLimit(settings, () => Promise.resolve(subject));
  const app = express();
  app.use(express.json(), (_request, response, next) => {
    response.locals['requestId'] = 'test';
    next();
  });
  app.use(limit, (request, response) => {
    const { query } = request.body as { query: string };
    const isValid = !query.startsWith('invalid');
    if (isValid) documents.add(query);
    response.status(isValid ? 200 : 400).end();
  });
  running = await startServer(app, { name: 'documents', port: 0 });
});
afterAll(() => running.close());

const send = async (query: string): Promise<number> => {
  const body = JSON.stringify({ query });
  const headers = { 'content-type': 'application/json' };
  return (await fetch(`http://localhost:${running.port}`, { method: 'POST', headers, body })).status;
};
const document = (name: string, length = 60): string => name.padEnd(length, '#');
const from = (address: string): void => {
  subject = { caller: undefined, address };
};

it('counts the bytes of new documents of each caller; those that are kept cost nothing', async () => {
  from('203.0.113.1');
  expect([await send(document('a')), await send(document('b')), await send(document('a'))]).toEqual([200, 429, 200]);
  from('203.0.113.2');
  expect([await send(document('b')), await send(document('a'))]).toEqual([200, 200]);
});

it('admits a larger document as the first one, and counts an invalid document each time', async () => {
  from('203.0.113.3');
  expect([await send(document('c', 200)), await send(document('d'))]).toEqual([200, 429]);
  from('203.0.113.4');
  expect([await send(document('invalid')), await send(document('invalid'))]).toEqual([400, 429]);
});

it('does not count requests from this machine, or of nobody', async () => {
  from('127.0.0.1');
  expect([await send(document('e')), await send(document('f'))]).toEqual([200, 200]);
  subject = undefined;
  expect([await send(document('g')), await send(document('h'))]).toEqual([200, 200]);
});
