import { expect, it } from '@jest/globals';
import type { CreateGateway } from '../gateway.ts';
import { createStockGateway } from '../gateways/stock.ts';
import { formatCase } from '../report.ts';
import { checkOnce, minimize } from './minimize.ts';

const link =
  'extend schema @link(url: "https://specs.apollo.dev/federation/v2.9", import: ["@key", "@shareable", "@requires", "@external"])';
const world = {
  subgraphs: [
    {
      name: 'a',
      sdl: `${link}
        type Query { books(first: Int = 3): [Book!]! user: User shops: [Shop] }
        type Book @key(fields: "id") { id: ID! title: String author: User related(by: Int): [Book!] }
        type User @key(fields: "id") { id: ID! name: String! }
        type Shop @key(fields: "id") { id: ID! city: String @shareable }
        type Mutation { add: Book }`,
    },
    {
      name: 'b',
      sdl: `${link}
        type Query { thing: Thing }
        union Thing = Shop | User
        type Shop @key(fields: "id") { id: ID! city: String @shareable rank: Int }
        type User @key(fields: "id") { id: ID! name: String! @external age: Int @requires(fields: "name") }`,
    },
  ],
  failures: [{ coordinate: 'Shop.rank', index: 1, kind: 'throw' as const }],
};
const query = `query Main($n: Int = 2, $yes: Boolean = true) {
  user { age @include(if: $yes) }
  b: books(first: $n) { ...Part ... on Book { related(by: $n) { name: title } } }
  thing { ... on Shop { rank } ... on User { age } }
}
fragment Part on Book { author { name } title }`;

/** Apollo's gateway that forgets the authors of books. */
const createFaultyGateway: CreateGateway = async (supergraphSdl, subgraphs) => {
  const gateway = await createStockGateway(supergraphSdl, subgraphs);
  const execute: typeof gateway.execute = async (request) => {
    const result = await gateway.execute(request);
    const forget = (key: string, value: unknown): unknown => (key === 'author' ? null : value);
    return { ...result, data: JSON.parse(JSON.stringify(result.data ?? null, forget)) as unknown };
  };
  return { ...gateway, execute };
};

it('reduces a failing case to what is needed for the failure', async () => {
  const failing = { world, request: { query, operationName: 'Main', variables: { yes: true } } };
  const options = { createGateway: createFaultyGateway, signature: 'data ', timeoutMs: 120_000 };
  const smallest = await minimize(failing, options);
  const outcome = await checkOnce(smallest, createFaultyGateway);
  if (outcome === undefined) throw new Error('the smallest case is invalid');
  const lines = formatCase(smallest, outcome).split('\n');
  expect(lines.slice(0, lines.indexOf('# the operation'))).toEqual([
    ...['# subgraph a', 'type Query {', '  books: Book', '}', ''],
    ...['type Book {', '  author: User', '}', '', 'type User {', '  id: ID', '}', ''],
  ]);
  expect(smallest.request).toEqual({ query: '{\n  books {\n    author {\n      __typename\n    }\n  }\n}' });
});
