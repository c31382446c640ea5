import { describe, expect, it } from '@jest/globals';
import { buildSchema } from 'graphql';
import { requestedOperation } from './requested-operation.ts';

const schema = buildSchema('type Query { venues: [String], query: Int } type Mutation { create(name: String): Int }');

describe('the operation of a request to a service', () => {
  it('is parsed once for requests that differ in their names only', () => {
    const first = requestedOperation('query A__venues_service__0($n:Int){venues}', schema);
    expect(requestedOperation('query B__venues_service__12($n:Int){venues}', schema)).toBe(first);
    expect(requestedOperation('query($n:Int){venues}', schema)).toBe(first);
  });

  it.each([
    ['another selection', 'query A{query}'],
    ['other conditions', 'query A($v:Boolean!){venues@skip(if:$v)}'],
    ['another type', 'mutation A{create}'],
  ])('is another one with %s', (_title, query) => {
    const venues = requestedOperation('query A{venues}', schema);
    expect(requestedOperation(query, schema)).not.toBe(venues);
    expect(requestedOperation(query, schema)).toBe(requestedOperation(query.replace('A', 'B'), schema));
  });

  it('is another one with another schema', () => {
    const other = buildSchema('type Query { venues: Int }');
    const operation = requestedOperation('{venues}', other);
    expect(operation).not.toBe(requestedOperation('{venues}', schema));
    expect(String(operation.selection.fieldsOf('Query').get('venues')?.type)).toBe('Int');
  });
});
