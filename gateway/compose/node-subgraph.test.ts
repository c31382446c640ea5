import { describe, expect, it } from '@jest/globals';
import { parse } from 'graphql';
import { composeOnce } from './composer.ts';
import { nodeSubgraph } from './node-subgraph.mjs';

const link = 'extend schema @link(url: "https://specs.apollo.dev/federation/v2.9", import: ["@key", "@inaccessible"])';
const subgraph = (name: string, sdl: string, guest = false) => ({
  name,
  sdl: `${link}\n${sdl}`,
  ...(guest && { guest }),
});

const books = subgraph(
  'books-service',
  `type Query { book(id: ID!): Book books: [Book!]! shelf(id: ID!): Shelf find(id: ID!): [Book!] copy(id: ID!, of: ID!): Copy }
   type Book @key(fields: "id") { id: ID! title: String }
   type Shelf @key(fields: "code") { id: ID! code: ID! }
   type Copy @key(fields: "id") { id: ID! }`,
);
const readers = subgraph(
  'readers-service',
  `type Query { reader(id: ID!): Reader } type Reader @key(fields: "id") { id: ID! book: Book }
   type Book @key(fields: "id") { id: ID! readers: [Reader!] }`,
);

const nodesOf = (...subgraphs: readonly { readonly name: string; readonly sdl: string }[]) =>
  nodeSubgraph(subgraphs.map(({ name, sdl }) => ({ name, typeDefs: parse(sdl) })))
    ?.match(/(?<=type )\w+(?= implements Node)/g)
    ?.join();

const supergraphOf = async (...subgraphs: Parameters<typeof composeOnce>[0]) => {
  const composition = await composeOnce(subgraphs);
  return composition.composed ? composition.supergraphSdl : composition.problems.join('\n');
};

describe('the nodes of a graph', () => {
  it('are the types that a service looks up by their id', () => {
    expect(nodesOf(books)).toBe('Book');
    expect(nodesOf(books, readers)).toBe('Book,Reader');
  });

  it.each([
    ['no type is looked up', 'type Query { a: A } type A @key(fields: "id") { id: ID! }'],
    [
      'the key is not resolvable',
      'type Query { a(id: ID!): A } type A @key(fields: "id", resolvable: false) { id: ID! }',
    ],
    ['the id has another type', 'type Query { a(id: ID!): A } type A @key(fields: "id") { id: Int! }'],
    ['the id is null somewhere', 'type Query { a(id: ID!): A } type A @key(fields: "id") { id: ID }'],
    ['the type is an interface', 'type Query { a(id: ID!): A } interface A @key(fields: "id") { id: ID! }'],
    ['a type has the name', 'type Query { a(id: ID!): A } type A @key(fields: "id") { id: ID! } scalar Node'],
    ['a field has the name', 'type Query { a(id: ID!): A node: Int } type A @key(fields: "id") { id: ID! }'],
  ])('are none if %s', (_title, sdl) => expect(nodesOf(subgraph('a', sdl))).toBeUndefined());

  it('are none if a service has the name of the gateway', () =>
    expect(nodesOf({ ...books, name: 'gateway' })).toBeUndefined());

  it('are composed with the services', async () => {
    const supergraph = await supergraphOf(books, readers);
    expect(supergraph).toContain('node(');
    expect(supergraph).toMatch(
      /type Reader implements Node\n {2}@join__implements\(graph: GATEWAY, interface: "Node"\)/,
    );
    expect(supergraph).toContain('@join__type(graph: GATEWAY, key: "id", resolvable: false)');
  });

  it('do not include those of guests', async () => {
    const guest = subgraph('guest', readers.sdl, true);
    expect(await supergraphOf(books, guest)).not.toMatch(/type Reader implements/);
  });

  it('keep no service out', async () => {
    // The interface `Node` would show a field that is hidden.
    const hidden = subgraph(
      'a',
      'type Query { a(id: ID!): A } type A @key(fields: "id") { id: ID! @inaccessible b: Int }',
    );
    expect(nodesOf(hidden)).toBe('A');
    const supergraph = await supergraphOf(hidden, readers);
    expect(supergraph).toContain('a(id: ID!): A @join__field(graph: A)');
    expect(supergraph).not.toContain('node(');
  });
});
