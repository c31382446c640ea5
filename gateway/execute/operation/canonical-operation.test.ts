import { describe, expect, it } from '@jest/globals';
import { buildSchema, getOperationAST, getVariableValues, parse, validate } from 'graphql';
import { createCanonicalNames } from './canonical-names.ts';
import { printCanonicalOperation } from './canonical-operation.ts';
import { findDecisions } from './decisions.ts';
import { operationOf } from './operation.ts';

const schema = buildSchema(`
  type Query { venue: Venue node(id: ID!): Node pets(first: Int = 10, of: Filter): [Pet] events__1: Int }
  interface Node { id: ID! }
  type Venue implements Node { id: ID! name: String events(first: Int, after: Int): [Event!] size: Int }
  type Event implements Node { id: ID! name: String venue: Venue size: String }
  union Pet = Venue | Event
  input Filter { a: Int b: [Int!] }
`);

/** Returns the canonical form of an operation, which is valid. */
function canonical(text: string, variables: Record<string, unknown> = {}): string | undefined {
  const document = parse(text);
  expect(validate(schema, document)).toEqual([]);
  const definition = getOperationAST(document)!;
  const supergraph = { isInterfaceObject: (typeName: string) => typeName === 'Node' };
  const operation = operationOf(document, definition, { schema, supergraph });
  const { coerced = {} } = getVariableValues(schema, definition.variableDefinitions ?? [], variables);
  const decided = { operation, decisions: findDecisions(operation)(coerced) };
  const printed = printCanonicalOperation([definition.selectionSet], decided, createCanonicalNames(operation));
  if (printed !== undefined) expect([printed, validate(schema, parse(printed))]).toEqual([printed, []]);
  return printed;
}

describe('the canonical form of an operation', () => {
  it.each([
    ['has no aliases of the client', '{ id: venue { id: name b: id name } }', 'query { venue__1: venue { name id } }'],
    [
      'has a key of its own for each field with other arguments or another key of the client',
      '{ venue { a: events(first: 1) { id } b: events(after: 1) { id } c: events { id } d: events(first: 1) { name } } }',
      'query { venue { events__2: events(first: 1) { id } events__3: events(after: 1) { id } events__4: events { id } events__5: events(first: 1) { name } } }',
    ],
    [
      'does not depend on the order of arguments and of object fields',
      '{ pets(of: {b: [1], a: 2}, first: 1) { __typename } }',
      'query { pets__1: pets(first: 1, of: {a: 2, b: [1]}) { __typename } }',
    ],
    [
      'merges fragments that apply, and leaves out those that cannot',
      '{ venue { ...A ... on Node { id } ... { size } } } fragment A on Venue { name ... on Node { ... on Event { name } } }',
      'query { venue { name id size__1: size } }',
    ],
    [
      'has other keys for exclusive types whose fields have another shape',
      '{ pets { ... on Venue { a: size name } ... on Event { b: size name } } }',
      'query { pets__1: pets { __typename ... on Venue { size__1: size name } ... on Event { size__2: size name } } }',
    ],
    [
      'gets the type of objects if it matters',
      '{ node(id: 1) { id ... on Event { name } } }',
      'query { node__1: node(id: 1) { id __typename ... on Event { name } } }',
    ],
    [
      'has object types in place of an interface that is unknown to a service',
      '{ node(id: 1) { ... on Pet { __typename ... on Event { name } ... on Venue { name } } } }',
      'query { node__1: node(id: 1) { __typename ... on Venue { name } ... on Event { name } } }',
    ],
    ['has a selection where only introspection is left', '{ venue { __typename } }', 'query { venue { __typename } }'],
  ])('%s', (_title, operation, expected) => {
    expect(canonical(operation)).toBe(expected);
  });

  it('is nothing if no service is needed', () => {
    expect(canonical('{ __typename a: __schema { queryType { name } } }')).toBeUndefined();
  });

  it('has the decided conditions, and only the variables that are used', () => {
    const operation =
      'query Q($a: Boolean!, $b: Boolean = false, $n: Int = 3, $unused: Int) { venue { id @include(if: $a) name @skip(if: $b) events(first: $n) @skip(if: $a) { id } } v: venue { size @include(if: $b) } e: events__1 @skip(if: true) }';
    const valid = operation.replace(', $unused: Int', '');
    expect(canonical(valid, { a: true })).toBe('query Q { venue { id name } venue__1: venue { __typename } }');
    expect(canonical(valid, { a: false, b: true })).toBe(
      'query Q ($n: Int = 3) { venue { events__2: events(first: $n) { id } } venue__1: venue { size__1: size } }',
    );
  });

  it('renames a variable that the planner needs', () => {
    expect(
      canonical(
        'query ($representations: Int, $representations__1: Int) { venue { events(first: $representations, after: $representations__1) { id } } }',
      ),
    ).toBe(
      'query ($representations__2: Int, $representations__1: Int) { venue { events__2: events(after: $representations__1, first: $representations__2) { id } } }',
    );
  });

  it('leaves out fields whose arguments are invalid, and what a null condition decides', () => {
    const operation =
      'query ($n: ID = 1, $if: Boolean = true) { node(id: $n) { id } venue { name @skip(if: $if) id } }';
    expect(canonical(operation, { n: null, if: false })).toBe('query { venue { name id } }');
    expect(canonical(operation, { if: null })).toBe('query ($n: ID = 1) { node__1: node(id: $n) { id } venue { id } }');
  });
});
