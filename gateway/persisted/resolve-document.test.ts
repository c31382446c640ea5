import { afterAll, beforeAll, expect, it } from '@jest/globals';
import express from 'express';
import { documentLimit } from '../../kit/graphql/http/document-limit.ts';
import { hashOfDocument } from '../../kit/graphql/http/document-reference.ts';
import { negotiate } from '../../kit/graphql/http/negotiation.ts';
import { limitNesting } from '../../kit/graphql/http/nesting-limit.ts';
import { startServer, type RunningServer } from '../../kit/http/server.ts';
import { listDocuments } from './listed-documents.ts';
import { createQueryCache } from './query-cache.ts';
import { keepDocumentOf, resolveDocument } from './resolve-document.ts';

const cache = createQueryCache(100_000)!;
const documents = { listed: listDocuments([]), listedOnly: false, cache };
let running: RunningServer;

beforeAll(async () => {
  const subject = { caller: undefined, address: '203.0.113.1' };
  const limit = { bytes: 1000, loopback: false, ipv6Prefix: 64, documents: new Set<string>() };
  const app = express().use(express.json(), negotiate, resolveDocument(documents), limitNesting);
  app.use(documentLimit(limit, () => Promise.resolve(subject)));
  app.use((request, response) => {
    response.json({ body: request.body as unknown, isKept: keepDocumentOf(response) !== undefined });
  });
  running = await startServer(app, { name: 'documents', port: 0 });
});
afterAll(() => running.close());

const send = async (body: object): Promise<{ status: number; body?: unknown; isKept?: boolean }> => {
  const headers = { 'content-type': 'application/json' };
  const url = `http://localhost:${running.port}`;
  const response = await fetch(url, { method: 'POST', headers, body: JSON.stringify(body) });
  return { ...((await response.json()) as object), status: response.status };
};
const persistedQueryOf = (document: string) => ({ version: 1, sha256Hash: hashOfDocument(document) });

it('leaves it to the execution to keep a document', async () => {
  const request = { query: '{ b }', extensions: { persistedQuery: persistedQueryOf('{ b }') } };
  expect(await send(request)).toEqual({ status: 200, body: { query: '{ b }', extensions: {} }, isKept: true });
  expect(cache.get(request.extensions.persistedQuery.sha256Hash)).toBeUndefined();
});

it('leaves other requests as they are', async () => {
  expect(await send({ query: '{ c }' })).toEqual({ status: 200, body: { query: '{ c }' }, isKept: false });
});

it('puts the document in place of its hash, for limits that read it', async () => {
  const nested = `{ a(b: ${'['.repeat(300)}${']'.repeat(300)}) }`;
  cache.keep(hashOfDocument(nested), nested);
  expect(await send({ extensions: { persistedQuery: persistedQueryOf(nested) } })).toMatchObject({ status: 400 });
  const document = '{ a }'.padEnd(600);
  cache.keep(hashOfDocument(document), document);
  const byHash = { extensions: { persistedQuery: persistedQueryOf(document), other: 1 } };
  const body = { query: document, extensions: { other: 1 } };
  expect(await send(byHash)).toEqual({ status: 200, body, isKept: false });
  expect(await send(byHash)).toMatchObject({ status: 429 });
});
