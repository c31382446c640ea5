import { describe, expect, it } from '@jest/globals';
import { buildSchema, getOperationAST, parse } from 'graphql';
import { complexityWeights as weights, measureComplexity } from './complexity.ts';

const schema = buildSchema(`
  interface Named { name: String  room: Room }
  type Query { room: Room  rooms: [Room]  named: Named }
  type Mutation { book: Room  cancel: Room }
  type Room implements Named { name: String  room: Room  bookings: [Booking] }
  type Booking implements Named { name: String  room: Room  guest: Guest }
  type Guest { name: String  bookings: [Booking] }
`);
const services: Record<string, readonly string[]> = {
  'Query.room': ['rooms'],
  'Query.rooms': ['rooms'],
  'Query.named': ['rooms', 'bookings'],
  'Room.name': ['rooms'],
  'Room.bookings': ['bookings'],
  'Booking.name': ['bookings'],
  'Guest.name': ['guests'],
  'Guest.bookings': ['bookings'],
};

function measure(query: string, { limit = 1_000_000, operationName = '', distributed = true } = {}): number {
  const document = parse(query);
  const operation = getOperationAST(document, operationName || undefined)!;
  const servicesOf = (coordinate: string) => (distributed ? services[coordinate] : undefined);
  return measureComplexity({ document, operation }, { schema, servicesOf }, limit);
}

const { request, mutation, condition } = weights;

describe('the complexity of an operation', () => {
  it.each([
    ['counts each field', '{ room { name __typename } }', 3 + request],
    ['counts requests to services', '{ room { name bookings { name guest { name } } } }', 6 + 3 * request],
    [
      'counts a service once at each place',
      '{ a: room { name } b: room { bookings { name } n: name } }',
      6 + 2 * request,
    ],
    ['counts a service again at another place', '{ room { bookings { room { name } } } }', 4 + 3 * request],
    ['merges selections of one key', '{ room { bookings { name } bookings { guest { name } } } }', 6 + 3 * request],
    [
      'counts mutations',
      'mutation { ...M } fragment M on Mutation { book { name } cancel { name } }',
      5 + 2 * (mutation + request),
    ],
    ['counts conditions', '{ room @skip(if: false) { ... @include(if: true) { name } } }', 3 + request + 2 * condition],
    ['counts what an interface may need', '{ named { name } }', 2 + 2 * request],
    ['keeps the type of an object in an interface', '{ room { ... on Named { name } } }', 3 + request],
    ['ignores introspection', '{ __schema { types { name } } }', 1],
  ])('%s', (_title, query, expected) => expect(measure(query)).toBe(expected));

  it('counts fragments wherever they are spread, once for each place', () => {
    const fragments = 'fragment A on Room { bookings { ...B } } fragment B on Booking { name guest { name } }';
    const once = measure(`{ room { ...A } } ${fragments}`);
    expect(once).toBe(7 + 3 * request);
    expect(measure(`{ room { ...A ...A } } ${fragments}`)).toBe(once + 1);
    expect(measure(`{ a: room { ...A } b: room { ...A } } ${fragments}`)).toBe(2 * once - request);
  });

  it('depends on the operation', () => {
    const document = 'query A { room { name } } query B { rooms { bookings { name } } }';
    expect([measure(document, { operationName: 'A' }), measure(document, { operationName: 'B' })]).toEqual([
      2 + request,
      3 + 2 * request,
    ]);
  });

  it('has no requests in a schema of one service', () =>
    expect(measure('{ room { name bookings { name } } }', { distributed: false })).toBe(4));

  it('stops at the limit, however many fields the fragments expand to', () => {
    const levels = Array.from({ length: 30 }, (_, level) => {
      const below = level === 29 ? 'name' : `...F${level + 1}`;
      return `fragment F${level} on Room { a: bookings { room { ${below} } } b: bookings { room { ${below} } } }`;
    });
    const measured = measure(`{ room { ...F0 } } ${levels.join(' ')}`, { limit: 1000 });
    expect(measured).toBeGreaterThan(1000);
    // All of them are a billion fields.
    expect(measured).toBeLessThan(1100);
  });
});
