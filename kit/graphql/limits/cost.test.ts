import { describe, expect, it } from '@jest/globals';
import { buildSchema, parse, type DocumentNode } from 'graphql';
import { costOf } from './cost.ts';
import { createCostCache } from './cost-cache.ts';
import { listSizesOf } from './list-sizes.ts';

const sdl = `
directive @listSize(assumedSize: Int, slicingArguments: [String!], sizedFields: [String!], requireOneSlicingArgument: Boolean = true) on FIELD_DEFINITION
type Query { room: Room  rooms(first: Int, last: Int, filter: RoomFilter): Rooms @listSize(assumedSize: 25, slicingArguments: ["first", "last"], sizedFields: ["nodes"])  byIds(ids: [ID!]!): [Room] }
type Rooms { nodes: [Room!]!  total: Int }
type Room { name: String  bookings(first: Int): Rooms @listSize(assumedSize: 10, slicingArguments: ["first"], sizedFields: ["nodes"])  keys: [Key!]! @listSize(assumedSize: 4) }
type Key { code: String }
type Mutation { book(inputs: [Booking!]!): Room }
input Booking { name: String }
input RoomFilter { name: TextFilter  and: [RoomFilter!] }
input TextFilter { eq: String  in: [String!]  regex: String }
`;
const priced = { schema: buildSchema(sdl), sizes: listSizesOf(sdl) };
const measured = (query: string, variables = {}) => costOf(priced, { document: parse(query), variables });
const cost = (query: string, variables = {}) => measured(query, variables).cost;

describe('the cost of an operation', () => {
  it.each([
    ['{ __typename }', 0],
    ['{ room { name } }', 1],
    ['{ rooms { nodes { name } } }', 26],
    ['{ rooms(first: 3) { nodes { name } } }', 4],
    ['{ rooms(last: 100) { nodes { name } total } }', 101],
    ['{ rooms(first: 0) { nodes { name } } }', 1],
    ['{ rooms(first: 10) { nodes { bookings(first: 20) { nodes { name } } } } }', 1 + 10 * (1 + 1 + 20)],
    ['{ room { keys { code } } }', 1 + 4],
    ['{ a: room { name } b: room { name } }', 2],
    ['{ byIds(ids: [1, 2, 3]) { bookings { total } } }', 3 * (1 + 1)],
    ['{ ...F } fragment F on Query { rooms(first: 5) { nodes { name } } }', 6],
    ['mutation { book(inputs: [{}, {}]) { name } }', 10 + 2],
  ])('of %s is %i', (query, expected) => expect(cost(query)).toBe(expected));

  it('depends on the variables', () => {
    const query = 'query ($n: Int = 7) { rooms(first: $n) { nodes { name } } }';
    expect([cost(query), cost(query, { n: 40 })]).toEqual([8, 41]);
  });

  it('counts the conditions and the patterns of filters, also of variables', () => {
    const query =
      'query ($filter: RoomFilter) { a: rooms(filter: $filter) { total } b: rooms(filter: $filter) { total } }';
    expect(measured(query, { filter: { name: { eq: 'x' } } })).toEqual({
      cost: 2 * (1 + 2),
      patterns: 0,
      mutations: 0,
    });
    expect(measured(query, { filter: { name: { in: ['x', 'y'] } } })).toEqual({
      cost: 2 * (1 + 4),
      patterns: 0,
      mutations: 0,
    });
    const and = [{ name: { regex: '^a' } }, { name: { regex: '^b' } }];
    expect(measured(query, { filter: { and } })).toEqual({ cost: 2 * (1 + 5 + 200), patterns: 4, mutations: 0 });
    const cachedCost = createCostCache((operation) => costOf(priced, operation));
    const document = parse(query);
    expect(
      [{}, { filter: { name: { eq: 'x' } } }, { filter: { and } }].map(
        (variables) => cachedCost({ document, variables }).patterns,
      ),
    ).toEqual([0, 0, 4]);
  });

  it('counts mutations, and each input of a list as one', () => {
    const query =
      'mutation ($inputs: [Booking!]!) { a: book(inputs: $inputs) { name } ...F } fragment F on Mutation { b: book(inputs: [{}]) { name } }';
    expect(measured(query, { inputs: [{}, {}, {}] }).mutations).toBe(4);
  });

  it('is cached per document and cost-relevant variables, except when it cannot be computed', () => {
    let computed = 0;
    const cachedCost = createCostCache((operation) => {
      computed++;
      return costOf(priced, operation);
    });
    const list = parse(
      'query A($n: Int, $on: Boolean = true) { rooms(first: $n) @include(if: $on) { nodes { name } } } query B { room { name } }',
    );
    const ids = parse('query ($ids: [ID!]!) { byIds(ids: $ids) { name } }');
    const wrongVariables = [{ ids: {} }, { ids: [{}, {}] }];
    const request = (document: DocumentNode, variables = {}, operationName?: string) =>
      cachedCost({ document, variables, operationName }).cost;
    for (const round of [1, 2]) {
      expect(request(list, { n: 40 }, 'A')).toBe(41);
      expect(request(list, { n: 41 }, 'A')).toBe(42);
      expect(request(list, { n: null }, 'A')).toBe(26);
      expect(request(list, {}, 'A')).toBe(26);
      expect(request(list, { n: 40, on: false }, 'A')).toBe(0);
      expect(request(list, {}, 'B')).toBe(1);
      expect(request(ids, { ids: ['1', '2'] })).toBe(2);
      expect(request(ids, { ids: '1' })).toBe(1);
      expect([round, computed]).toEqual([round, 8]);
    }
    for (const round of [1, 2]) {
      expect(() => request(ids)).toThrow('ids');
      expect([round, computed]).toEqual([round, 8 + round]);
    }
    // Execution rejects them.
    expect(wrongVariables.map((variables) => request(ids, variables))).toEqual([1, 2]);
  });

  it('is computed without looking at the inputs of a mutation', () => {
    const document = parse('mutation ($inputs: [Booking!]!) { book(inputs: $inputs) { name } }');
    const fail = (): never => {
      throw new Error('an input was read');
    };
    const input = new Proxy({}, { ownKeys: fail, get: fail });
    expect(costOf(priced, { document, variables: { inputs: [input, input] } })).toEqual({
      cost: 12,
      patterns: 0,
      mutations: 2,
    });
  });

  it('multiplies the sizes of nested lists', () => {
    const rooms = (inner: string) => `nodes { name bookings(first: 100) { ${inner} } }`;
    expect(cost(`{ rooms(first: 100) { ${rooms(rooms('nodes { name }'))} } }`)).toBeGreaterThan(1_000_000);
  });

  it('is an error if fragments expand to too many fields', () => {
    const doubling = Array.from(
      { length: 20 },
      (_, index) => `fragment F${index} on Query { ...F${index + 1} room { name } ...F${index + 1} }`,
    );
    expect(() => cost(`{ ...F0 } ${doubling.join(' ')} fragment F20 on Query { room { name } }`)).toThrow(
      'number of nodes',
    );
  });
});
