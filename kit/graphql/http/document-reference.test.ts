import { describe, expect, it } from '@jest/globals';
import type { Request } from 'express';
import { documentReferenceOf, hashOfDocument, replaceReference } from './document-reference.ts';
import { parametersOf } from './request-parameters.ts';

const get = (search: Record<string, string>): Request =>
  ({ method: 'GET', path: '/', url: `/?${new URLSearchParams(search).toString()}` }) as unknown as Request;
const post = (body: unknown): Request => ({ method: 'POST', path: '/', url: '/', body }) as unknown as Request;
const persistedQuery = { version: 1, sha256Hash: 'abc' };
const extensions = { persistedQuery, other: 1 };

describe('documentReferenceOf', () => {
  it.each<[string, Request, unknown]>([
    ['the hash of an automatic persisted query', post({ extensions }), { id: 'abc', text: undefined }],
    ['it with the text', post({ query: '{a}', extensions }), { id: 'abc', text: '{a}' }],
    ['an empty text', post({ query: '', extensions }), { id: 'abc', text: undefined }],
    ['a hash in a query string', get({ extensions: JSON.stringify(extensions) }), { id: 'abc', text: undefined }],
    ['a prefixed identifier', post({ documentId: 'sha256:abc' }), { id: 'abc', text: undefined }],
    ['an identifier of another kind', get({ documentId: 'x-a:b' }), { id: 'x-a:b', text: undefined }],
    ['nothing', post({ query: '{a}', extensions: { persistedQuery: null } }), undefined],
  ])('finds %s', (_title, request, expected) => {
    expect(documentReferenceOf(request)).toEqual(expected);
  });
});

it.each<[string, Request, unknown]>([
  [
    'in a body',
    post({ operationName: 'A', documentId: 'x', extensions }),
    { operationName: 'A', query: '{ä}', extensions: { other: 1 } },
  ],
  ['in a body without extensions', post({ documentId: 'x' }), { query: '{ä}' }],
  [
    'in a query string',
    get({ variables: '{"a":1}', extensions: JSON.stringify(extensions) }),
    { variables: { a: 1 }, query: '{ä}', extensions: { other: 1 } },
  ],
  ['in a query string without extensions', get({ documentId: 'x' }), { query: '{ä}' }],
])('replaceReference puts the text in place of what identifies it: %s', (_title, request, expected) => {
  replaceReference(request, '{ä}');
  expect(parametersOf(request)).toEqual(expected);
});

it('identifies a document by SHA-256 as GraphQL over HTTP does', () => {
  expect(hashOfDocument('query($id:ID!){user(id:$id){name}}')).toBe(
    '71f7dc5758652baac68e4a10c50be732b741c892ade2883a99358f52b555286b',
  );
});
