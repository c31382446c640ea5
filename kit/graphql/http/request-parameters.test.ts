import { expect, it } from '@jest/globals';
import type { Request } from 'express';
import { omitEmptyParameters, parametersOf } from './request-parameters.ts';

const get = (search: string): Request =>
  ({ method: 'GET', path: '/', url: `/?${search}`, body: undefined }) as unknown as Request;
const post = (body: unknown): Request => ({ method: 'POST', path: '/', url: '/', body }) as unknown as Request;

const afterOmission = (request: Request): unknown => {
  omitEmptyParameters(request);
  return parametersOf(request);
};

it.each<[string, Request, unknown]>([
  ['empty ones of a query string', get('query=x&operationName=&variables=&extensions='), { query: 'x' }],
  ['null in a body', post({ query: 'x', operationName: null, variables: null, extensions: null }), { query: 'x' }],
  ['empty ones of a body', post({ query: 'x', operationName: '', variables: '', extensions: '' }), { query: 'x' }],
])('omits optional parameters: %s', (_title, request, expected) => {
  expect(afterOmission(request)).toEqual(expected);
});

it.each<[string, Request, unknown]>([
  [
    'values',
    get('query={a}&operationName=null&variables={"a":""}'),
    { query: '{a}', operationName: 'null', variables: { a: '' } },
  ],
  ['null as JSON in a query string', get('query=x&variables=null'), { query: 'x', variables: 'null' }],
  ['an empty text as JSON in a query string', get('query=x&variables=""'), { query: 'x', variables: '' }],
  ['an empty document', get('query='), { query: '' }],
  ['a document that is null', post({ query: null }), { query: null }],
  ['parameters that are not specified', post({ query: 'x', other: null }), { query: 'x', other: null }],
  ['a body that is no object', post([null]), [null]],
])('keeps %s', (_title, request, expected) => {
  expect(afterOmission(request)).toEqual(expected);
});

it('leaves a URL as it is if it has nothing to omit', () => {
  const request = get('query=%7Ba%7D&variables=%7B%7D');
  omitEmptyParameters(request);
  expect(request.url).toBe('/?query=%7Ba%7D&variables=%7B%7D');
});
