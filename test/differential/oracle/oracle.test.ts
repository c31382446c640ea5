import { describe, expect, it } from '@jest/globals';
import { buildSchema } from 'graphql';
import { createDataModel } from '../model/data-model.ts';
import type { Failure } from '../model/world.ts';
import { compare } from './compare.ts';
import { createOracle } from './oracle.ts';

const sdl = `
  type Query { book: Book shop: Shop! shops: [Shop] }
  type Mutation { add(by: Int! = 1): Int }
  type Book { title: String pages: Int! number: Int! shop: Shop! }
  type Shop { name: String! tags: [String!] }
`;

/** Failures for all instances. */
const always = (coordinate: string, kind: Failure['kind']): readonly Failure[] =>
  [0, 1, 2, 3].map((index) => ({ coordinate, index, kind }));

function expectedFor(query: string, failures: readonly Failure[], variables?: Record<string, unknown>) {
  const model = createDataModel({ subgraphs: [{ name: 'a', sdl }], failures });
  return createOracle(buildSchema(sdl), model).execute({ query, ...(variables && { variables }) });
}

const pathsOf = (expected: ReturnType<typeof expectedFor>) =>
  expected.errors.required.map((group) => group.map(({ path }) => path?.join('.')));

describe('the oracle', () => {
  it('requires the error of a nullable field that fails, with its message', () => {
    const expected = expectedFor('{ book { title } }', always('Book.title', 'throw'));
    expect(expected.data).toEqual({ book: { title: null } });
    expect(expected.errors.required[0]?.[0]).toMatchObject({ message: expect.stringContaining('Book.title fails') });
  });

  it('requires no error for a null that the schema allows', () => {
    const expected = expectedFor('{ book { title } }', always('Book.title', 'null'));
    expect([expected.data, pathsOf(expected)]).toEqual([{ book: { title: null } }, []]);
  });

  it('requires one of the errors that null the same position', () => {
    const failures = [
      ...always('Book.pages', 'null'),
      ...always('Book.number', 'throw'),
      ...always('Book.title', 'throw'),
    ];
    const expected = expectedFor('{ book { title pages number } }', failures);
    expect(expected.data).toEqual({ book: null });
    expect(pathsOf(expected)).toEqual([['book.number', 'book.pages']]);
    expect(expected.errors.possible.map(({ path }) => path?.join('.'))).toContain('book.title');
  });

  it('propagates null up to the data', () => {
    const expected = expectedFor('{ book { shop { name } } shop { name } }', always('Shop.name', 'throw'));
    expect([expected.data, pathsOf(expected)]).toEqual([null, [['shop.name']]]);
  });

  it('requires an error for each item of a list', () => {
    const failures = [...always('Shop.name', 'null'), ...always('Shop.tags', 'null item')];
    const expected = expectedFor('{ shops { name } }', failures);
    const { shops } = expected.data as { shops: readonly unknown[] };
    expect(shops.length).toBeGreaterThan(0);
    expect(pathsOf(expected)).toEqual(shops.map((_, index) => [`shops.${index}.name`]));
    const tags = expectedFor('{ shop { tags } }', always('Shop.tags', 'null item'));
    expect([tags.data, pathsOf(tags)]).toEqual([
      { shop: { tags: null } },
      [[expect.stringMatching(/^shop\.tags\.\d$/)]],
    ]);
  });

  it('requires the error of null for a variable with a default, and answers the rest', () => {
    const query = 'mutation ($by: Int = 2) { a: add(by: $by) b: add }';
    const expected = expectedFor(query, [], { by: null });
    expect(expected.data).toEqual({ a: null, b: expect.any(Number) });
    expect(pathsOf(expected)).toEqual([['a']]);
    expect(expected.calls).toEqual(['Mutation.add({"by":1})']);
  });

  it('requires the error of @skip(if: null) at the field with the selection', () => {
    const query = 'query ($no: Boolean = false) { book { title @skip(if: $no) } shops { name } }';
    const expected = expectedFor(query, [], { no: null });
    expect(expected.data).toMatchObject({ book: null, shops: expect.any(Array) });
    expect(pathsOf(expected)).toEqual([['book']]);
  });
});

describe('the comparison', () => {
  const expected = expectedFor('{ book { title pages } shops { name } }', always('Book.title', 'throw'));
  const data = expected.data as { book: { pages: number } };
  const error = { path: ['book', 'title'], message: expected.errors.possible[0]?.message ?? '' };
  const kindOf = (given: unknown, errors: readonly object[], calls: readonly string[] = []) =>
    compare(expected, { result: { data: given, errors: errors as never }, calls })?.kind;

  it('accepts what is right, and errors more than once', () => {
    expect(kindOf(data, [error])).toBeUndefined();
    expect(kindOf(data, [error, error])).toBeUndefined();
  });

  it.each([
    ['another value', { ...data, book: { ...data.book, pages: -1 } }, [error], 'data'],
    ['no data', undefined, [error], 'data'],
    ['another order', Object.fromEntries(Object.entries(data).reverse()), [error], 'key order'],
    ['no error', data, [], 'missing error'],
    ['another path', data, [{ ...error, path: ['book'] }], 'unexpected error'],
    ['no path', data, [{ message: error.message }], 'unexpected error'],
    ['another message', data, [{ ...error, message: 'oops' }], 'unexpected error'],
    ['one error more', data, [error, { message: 'x', path: ['book', 'pages'] }], 'unexpected error'],
  ])('reports %s', (_what, given, errors, kind) => expect(kindOf(given, errors)).toBe(kind));

  it('reports mutations that are out of order', () => expect(kindOf(data, [error], ['a'])).toBe('order of mutations'));
});
