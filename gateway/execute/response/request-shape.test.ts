import { describe, expect, it } from '@jest/globals';
import { buildSchema } from 'graphql';
import { shapeOf } from './request-shape.ts';

const schema = buildSchema('type Query { venues: [String], query: Int } type Mutation { create(name: String): Int }');

describe('the shape of the response to a request', () => {
  it('is compiled once for requests that differ in their names only', () => {
    const first = shapeOf('query A__venues_service__0($n:Int){venues}', schema);
    expect(shapeOf('query B__venues_service__12($n:Int){venues}', schema)).toBe(first);
    expect(shapeOf('query($n:Int){venues}', schema)).toBe(first);
  });

  it.each([
    ['another selection', 'query A{query}'],
    ['other conditions', 'query A($v:Boolean!){venues@skip(if:$v)}'],
    ['another type', 'mutation A{create}'],
  ])('is another one with %s', (_title, query) => {
    const venues = shapeOf('query A{venues}', schema);
    expect(shapeOf(query, schema)).not.toBe(venues);
    expect(shapeOf(query, schema)).toBe(shapeOf(query.replace('A', 'B'), schema));
  });

  it('is another one with another schema', () => {
    const other = buildSchema('type Query { venues: Int }');
    const shape = shapeOf('{venues}', other);
    expect(shape).not.toBe(shapeOf('{venues}', schema));
    const { misshapen } = shape({ venues: ['a'] }, { entityTypes: [], hasErrors: false });
    expect(misshapen).toEqual([['venues']]);
  });
});
