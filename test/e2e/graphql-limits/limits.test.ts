import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { credentials, graphql } from '../../support/clients.ts';
import { startRecordedSystem, type RecordedSystem } from '../../support/recorded-system.ts';

/** Limits below the defaults, so that a small document can exceed each. */
const settings = {
  GRAPHQL_MAX_DEPTH: '8',
  GRAPHQL_MAX_ALIASES: '3',
  GRAPHQL_MAX_DIRECTIVES: '3',
  GRAPHQL_MAX_TOKENS: '1000',
  GRAPHQL_MAX_VALUE_DEPTH: '6',
  GRAPHQL_MAX_COST: '2000',
  GRAPHQL_MAX_COMPLEXITY: '500',
  GRAPHQL_PAGE: '2',
  GRAPHQL_MAX_PAGE: '50',
};

/** Inline fragments that nest this deep. */
const nested = (levels: number, inside = '__typename') =>
  `{ ${'...{'.repeat(levels - 1)}${inside}${'}'.repeat(levels)}`;
/** Fragments that each nest 60 levels, and spread the next one. */
const chained = (count: number) =>
  Array.from({ length: count }, (_, index) => {
    const last = index === count - 1;
    return `${index === 0 ? 'query' : `fragment F${index} on Query`} ${nested(60, last ? '__typename' : `...F${index + 1}`)}`;
  }).join(' ');

/** For each limit: a document just within it, a document just over it, and the expected message. */
const limits: readonly (readonly [title: string, within: string, over: string, says: string])[] = [
  [
    'depth',
    '{ events { nodes { venue { events { nodes { venue { events { totalCount } } } } } } } }',
    '{ events { nodes { venue { events { nodes { ...Again } } } } } } fragment Again on Event { venue { events { ... on EventConnection { nodes { id } } } } }',
    'nests fields more than 8 levels deep',
  ],
  [
    'aliases',
    '{ a: events { totalCount } b: events { totalCount } ...C } fragment C on Query { c: events { totalCount } }',
    '{ a: events { totalCount } b: events { totalCount } ...C } fragment C on Query { c: events { totalCount } d: events { totalCount } }',
    'more than 3 aliases',
  ],
  [
    'directives',
    '{ events @include(if: true) @skip(if: false) { totalCount @include(if: true) } }',
    '{ events @include(if: true) @skip(if: false) { totalCount @include(if: true) @skip(if: false) } }',
    'more than 3 directives',
  ],
  [
    'nested lists and objects',
    '{ events(filter: {and: [{or: [{name: {eq: "x"}}]}]}) { totalCount } }',
    '{ events(filter: {and: [{or: [{and: [{name: {eq: "x"}}]}]}]}) { totalCount } }',
    'nests lists and objects more than 6 levels deep',
  ],
  ['nesting of brackets', nested(250), nested(251), 'nests selections and values more than 250 levels deep'],
  ['nesting with fragments', chained(4), chained(5), 'more than 250 levels deep, with its fragments'],
  ['tokens', `{ ${'__typename '.repeat(400)} }`, `{ ${'__typename '.repeat(1000)} }`, '1000 tokens'],
  [
    'cost',
    '{ events(first: 50) { nodes { venue { events(first: 36) { nodes { name } } } } } }',
    '{ events(first: 50) { nodes { venue { events(first: 38) { nodes { name } } } } } }',
    'costs 2051, but the limit is 2000',
  ],
  [
    'complexity',
    '{ ...A ...A ...A } fragment A on Query { ...B ...B } fragment B on Query { events { totalCount } }',
    `{ events { nodes { venue { ${'id '.repeat(500)} } } } }`,
    'exceeds the limit of 500',
  ],
];

const huge = `query ($n: Int!) {
  venues(first: $n) { nodes { events(first: $n) { nodes { registrations(first: $n) { nodes { id } } } } } }
}`;

describe('the limits of a GraphQL request', () => {
  let system: RecordedSystem;

  beforeAll(async () => {
    system = await startRecordedSystem(settings);
  });
  afterAll(() => system.close());

  const as = 'root';
  const urls = { 'the gateway': () => system.gateway, 'a subgraph': () => system.services.events.url };
  const endpoint = (where: keyof typeof urls): string => `${urls[where]()}/graphql`;
  const reads = (): readonly string[] => Object.values(system.stores).flatMap((store) => store.reads);

  describe.each(Object.keys(urls) as (keyof typeof urls)[])('at %s', (where) => {
    it.each(limits)('limits %s', async (_title, allowed, exceeding, expectedMessage) => {
      expect((await graphql(endpoint(where), allowed, { as })).errors).toBeUndefined();
      const before = reads().length;
      const rejected = await graphql(endpoint(where), exceeding, { as });
      expect([rejected.status, rejected.data]).toEqual([400, undefined]);
      expect(rejected.errors?.map(({ extensions: { code }, message }) => [code, message])).toEqual([
        ['TOO_COSTLY', expect.stringContaining(expectedMessage)],
      ]);
      expect(reads()).toHaveLength(before);
    });

    it('limits nested lists and objects in variables, including undeclared ones', async () => {
      const nested = (depth: number): object => (depth === 0 ? { name: { eq: 'x' } } : { and: [nested(depth - 1)] });
      const query = 'query ($filter: EventFilter) { events(filter: $filter) { totalCount } }';
      const execute = (variables: object) => graphql(endpoint(where), query, { as, variables });
      expect((await execute({ filter: nested(2) })).errors).toBeUndefined();
      for (const variables of [{ filter: nested(3) }, { filter: nested(1000) }, { other: nested(1000) }]) {
        const { status, errors } = await execute(variables);
        expect([status, errors?.[0]?.extensions.code]).toEqual([400, 'TOO_COSTLY']);
        expect(errors?.[0]?.message).toContain('nests lists and objects more than 6 levels deep');
      }
    });

    it('limits the patterns of all filters together, in values and in variables', async () => {
      const query = `query ($filter: EventFilter) {
        a: events(filter: $filter) { totalCount }
        b: ${where === 'a subgraph' ? 'events' : 'venues'}(filter: { name: { regex: "^A" } }) { totalCount }
      }`;
      const filter = (count: number) => ({ or: Array(count).fill({ name: { regex: '^x' } }) as unknown });
      expect((await graphql(endpoint(where), query, { as, variables: { filter: filter(4) } })).errors).toBeUndefined();
      const before = reads().length;
      const rejected = await graphql(endpoint(where), query, { as, variables: { filter: filter(5) } });
      expect([rejected.status, rejected.errors?.[0]?.extensions.code, rejected.errors?.[0]?.message]).toEqual([
        400,
        'BAD_USER_INPUT',
        expect.stringContaining('have 6 regular expressions (regex), but the limit is 5'),
      ]);
      expect(reads()).toHaveLength(before);
    });

    it('limits fields of the same name', async () => {
      const rejected = await graphql(endpoint(where), `{ ${'__typename '.repeat(990)} }`, { as });
      expect(rejected.errors?.map(({ extensions: { code }, message }) => [code, message])).toEqual([
        ['TOO_COSTLY', 'The document has too many fields of the same name.'],
      ]);
    });

    it('has a default and a maximum page size', async () => {
      const page = await graphql(endpoint(where), '{ events { nodes { id } pageInfo { hasNextPage } } }', { as });
      expect([page.data.events.nodes.length, page.data.events.pageInfo.hasNextPage]).toEqual([2, true]);
      const rejected = await graphql(endpoint(where), '{ events(first: 51) { nodes { id } } }', { as });
      expect(rejected.errors?.map(({ extensions: { code }, message }) => [code, message])).toEqual([
        ['BAD_USER_INPUT', '"first" must be from 0 to 50, but is 51'],
      ]);
    });

    it('reports the cost of an operation on request', async () => {
      const body = JSON.stringify({ query: '{ events(first: 10) { nodes { venue { id } } } }' });
      const execute = async (headers: Record<string, string>): Promise<unknown> => {
        const allHeaders = { 'content-type': 'application/json', ...credentials(as), ...headers };
        const response = await fetch(endpoint(where), { method: 'POST', headers: allHeaders, body });
        return ((await response.json()) as { extensions?: unknown }).extensions;
      };
      expect(await execute({})).toBeUndefined();
      expect(await execute({ 'graphql-cost': 'report' })).toEqual({ cost: { requested: 21, most: 2000 } });
    });
  });

  it('allow deep introspection, and count 10 for a mutation', async () => {
    const type = 'ofType { '.repeat(9) + 'name' + ' }'.repeat(9);
    const introspection = `{ __schema { types { fields { type { ${type} } } } } }`;
    expect((await graphql(endpoint('the gateway'), introspection, { as })).errors).toBeUndefined();
    const inputs = Array.from({ length: 1000 }, (_, index) => ({ name: `Room ${index}`, capacity: 1 }));
    const create = `mutation ($inputs: [CreateVenueInput!]!) { createVenues(inputs: $inputs) { ... on CreateVenuesSuccess { venues { id } } } }`;
    const rejected = await graphql(endpoint('the gateway'), create, { as, variables: { inputs } });
    expect(rejected.errors?.[0]?.message).toContain('costs 2010, but');
  });

  it('reject three nested lists of 100 before the first read', async () => {
    const before = reads().length;
    const rejected = await graphql(endpoint('the gateway'), huge, { as, variables: { n: 100 } });
    expect([rejected.status, rejected.errors?.[0]?.extensions.code]).toEqual([400, 'TOO_COSTLY']);
    expect(reads()).toHaveLength(before);
  });
});
