import { describe, expect, it } from '@jest/globals';
import { buildSchema, parse, specifiedRules, validate } from 'graphql';
import { withDefer } from '../../execute/operation/defer-directive.ts';
import { deferRule } from './defer-rules.ts';

const schema = withDefer(
  buildSchema(`type Query { a: A } type Mutation { a: A } type Subscription { a: A } type A { b: Int a: A }`),
);
const errorsOf = (query: string) =>
  validate(schema, parse(query), [...specifiedRules, deferRule]).map(({ message }) => message);

describe('the rules of @defer', () => {
  it.each([
    '{ ... @defer { a { b } } }',
    'query($if: Boolean = true) { a { ... @defer(if: $if, label: "x") { b } ...F @defer(label: null) } } fragment F on A { b }',
    'mutation { a { ... @defer { b } } }',
  ])('allow %s', (query) => {
    expect(errorsOf(query)).toEqual([]);
  });

  it.each([
    ['mutation { ... @defer { a { b } } }', 'Fields of the type "Mutation" cannot be deferred.'],
    ['subscription { a { ... @defer { b } } }', 'A subscription cannot defer fragments.'],
    [
      '{ a { ... @defer(label: "x") { b } a { ... @defer(label: "x") { b } } } }',
      'Several fragments have the label "x".',
    ],
    ['query($x: String) { a { ... @defer(label: $x) { b } } }', 'The label of "@defer" must be a constant.'],
    ['{ a @defer { b } }', 'Directive "@defer" may not be used on FIELD.'],
  ])('reject %s', (query, message) => {
    expect(errorsOf(query)).toEqual([message]);
  });
});
