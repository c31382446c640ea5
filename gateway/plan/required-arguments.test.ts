import { describe, expect, it } from '@jest/globals';
import { compose } from '../../test/differential/compose.ts';
import { link } from '../../test/differential/link.ts';
import { readPlannedSupergraph } from './planned-supergraph.mjs';
import { createQueryPlanner } from './query-planner.mjs';

const supergraphOf = (sdls: Readonly<Record<string, string>>): string => {
  const composed = compose(Object.entries(sdls).map(([name, sdl]) => ({ name, sdl: `${link}\n${sdl}` })));
  if ('problems' in composed) throw new Error(composed.problems.join('\n'));
  return composed.supergraphSdl;
};

const prices = supergraphOf({
  a: `
    type Query { books: [Book!]! }
    type Book @key(fields: "id") { id: ID! price(in: String!): Int shelf: Shelf }
    type Shelf { count(of: String, max: Int): Int }`,
  b: `
    type Book @key(fields: "id") {
      id: ID!
      price(in: String!): Int @external
      shelf: Shelf @external
      eur(round: Boolean): Int @requires(fields: "price(in: \\"EUR\\")")
      usd: Int @requires(fields: "price(in: \\"USD\\")")
      isFull: Boolean @requires(fields: "shelf { count(max: 5, of: \\"all\\") }")
      label: String
    }
    type Shelf @external { count(of: String, max: Int): Int }`,
});

/** Returns the requests of a plan, with what they require. */
function requestsOf(supergraphSdl: string, query: string): readonly string[] {
  const found: string[] = [];
  JSON.parse(JSON.stringify(createQueryPlanner(supergraphSdl)(query)), (_key, value: Record<string, unknown>) => {
    if (value?.['kind'] === 'Fetch')
      found.push([value['operation'], JSON.stringify(value['variableUsages'] ?? [])].join(' '));
    return value;
  });
  return found;
}

describe('required fields with arguments', () => {
  it('are requested under names of their own, and have theirs in representations', () => {
    const query = '{ books { isFull } }';
    expect(requestsOf(prices, query)).toEqual([
      '{books{__typename id shelf{count__required1:count(max:5 of:"all")}}} []',
      'query($representations:[_Any!]!){_entities(representations:$representations){...on Book{isFull}}} []',
    ]);
    expect(JSON.stringify(createQueryPlanner(prices)(query))).toContain(
      '"inputRewrites":[{"kind":"KeyRenamer","path":["... on Book","shelf","count__required1"],"renameKeyTo":"count"}]',
    );
  });

  it('are sent in a request for each value of the arguments', () => {
    const query = 'query ($round: Boolean) { books { label eur(round: $round) usd } }';
    expect(requestsOf(prices, query)).toEqual([
      '{books{__typename id price__required2:price(in:"USD")price__required1:price(in:"EUR")}} []',
      'query($representations:[_Any!]!$round:Boolean){_entities(representations:$representations){...on Book{label eur(round:$round)}}} ["round"]',
      'query($representations:[_Any!]!){_entities(representations:$representations){...on Book{usd}}} []',
    ]);
  });

  it('have names that no field has', () => {
    const { supergraphSdl, fields } = readPlannedSupergraph(prices.replaceAll('label', 'price__required1'))!;
    expect([...fields.keys()]).toEqual(['price__required2', 'price__required3', 'count__required1']);
    expect(supergraphSdl).toContain('requires: "\\n  price__required3\\n"');
  });

  it('change nothing where no service requires fields with arguments', () => {
    const plain = supergraphOf({
      a: 'type Query { book: Book } type Book @key(fields: "id") { id: ID! name: String }',
      b: 'type Book @key(fields: "id") { id: ID! name: String @external label: String @requires(fields: "name") }',
    });
    expect(readPlannedSupergraph(plain)?.supergraphSdl).toBe(plain);
  });
});
