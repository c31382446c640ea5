import { createHash } from 'node:crypto';
import { expect, it } from '@jest/globals';
import { parse } from 'graphql';
import { createDocumentStore } from './document-store.ts';

const keyOf = (document: string, schema = 'schema'): string =>
  `${schema}:${createHash('sha256').update(document).digest('hex')}`;

it('keeps documents for the schema that they are valid for', async () => {
  const store = createDocumentStore(500_000);
  const document = '{ a }';
  expect([store.has(document), await store.get(keyOf(document))]).toEqual([false, undefined]);
  const parsed = parse(document);
  await store.set(keyOf(document), parsed);
  expect([store.has(document), await store.get(keyOf(document))]).toEqual([true, parsed]);
  expect(await store.get(keyOf(document, 'next'))).toBeUndefined();
  await store.delete(keyOf(document));
  expect(store.has(document)).toBe(false);
});

it('is bounded by the characters of all documents: those that were used last stay', async () => {
  const store = createDocumentStore(500_000);
  const documents = Array.from({ length: 30 }, (_, index) => `{ a${index} }`.padEnd(19_800));
  for (const document of documents) await store.set(keyOf(document), parse(document));
  expect(documents.map((document) => store.has(document))).toEqual(documents.map((_, index) => index >= 5));
});
