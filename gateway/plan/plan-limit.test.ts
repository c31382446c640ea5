import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { buildSchema, getIntrospectionQuery, getOperationAST, parse } from 'graphql';
import { complexityWeights, measureComplexity } from '../../kit/graphql/limits/complexity.ts';
import { defaultGraphqlLimits } from '../../kit/graphql/limits/limits.ts';
import { createInProcessPlanner, type InProcessPlanner } from '../../test/support/in-process-plan.ts';
import { exampleTabs } from '../example-operations.ts';
import { fieldServicesOf } from './field-services.ts';

const supergraphSdl = readFileSync(new URL('../../schema/supergraph.graphql', import.meta.url), 'utf8');
const schema = buildSchema(readFileSync(new URL('../../schema/api.graphql', import.meta.url), 'utf8'));
const servicesOf = fieldServicesOf(supergraphSdl);

function measure(query: string, services = servicesOf, limit = 1_000_000): number {
  const document = parse(query);
  return measureComplexity(
    { document, operation: getOperationAST(document)! },
    { schema, servicesOf: services },
    limit,
  );
}

/** Returns the number of requests to services that are counted. */
const countedRequests = (query: string): number =>
  (measure(query) - measure(query, () => undefined)) / complexityWeights.request;

const aliased = (count: number, field: string): string =>
  Array.from({ length: count }, (_, index) => `a${index}: ${field}`).join(' ');
const deepVenue =
  'venues(first: 1) { nodes { name events(first: 1) { nodes { name venue { name } registrations(first: 1) { nodes { id } } } } } }';
const viewer = 'viewer { account { name registrations { nodes { event { name venue { name } } } } } }';
const nested = [0, 1, 2].map(
  (level) =>
    `fragment E${level} on Event { ${aliased(8, `venue { name events { nodes { ${level === 0 ? 'name' : `...E${level - 1}`} } } }`)} }`,
);
const registration =
  'registerForEvent(id: "1") { ... on RegisterForEventSuccess { message event { name venue { name } } } }';

describe('the complexity at the gateway', () => {
  let planner: InProcessPlanner;
  beforeAll(async () => {
    planner = await createInProcessPlanner(supergraphSdl);
  });
  afterAll(() => planner.close());

  /** Returns the number of requests in the query plan. */
  const plannedRequests = async (query: string): Promise<number> =>
    JSON.stringify(await planner.plan(query)).match(/"kind":"Fetch"/g)?.length ?? 0;

  it.each([
    '{ venues { totalCount } }',
    '{ venues { nodes { name events { nodes { name registrations { nodes { account { name } } } } } } } }',
    '{ events { nodes { id venue { id } } } }',
    '{ events { nodes { venue { name } ... on Resource { href } registrations { nodes { id } } } } }',
    '{ registrations { nodes { event { ... on Resource { href } venue { capacity } } account { name } } } }',
    '{ viewer { account { registrations { nodes { event { name } account { username } } } } } venue(id: "1") { id } }',
    `{ ${viewer} }`,
    `{ ${aliased(10, deepVenue)} }`,
    `mutation { ${aliased(5, registration)} }`,
    '{ events { ...A ...B } } fragment A on EventConnection { nodes { venue { name } } } fragment B on EventConnection { nodes { venue { capacity } registrations { totalCount } } }',
    'mutation { createVenue(input: { name: "x", capacity: 1 }) { ... on CreateVenueSuccess { venue { name events { totalCount } } } ... on Problem { detail } } }',
    'mutation { changeEvent(id: "1", ifMatch: "*", input: {}) { ... on Stale { current { id } } ... on Overlap { event { venue { name } } } } }',
  ])('counts the requests of the plan: %s', async (query) => {
    expect(countedRequests(query)).toBe(await plannedRequests(query));
  });

  it('is within the default for the examples of the playground and for introspection', () => {
    const documents = [...exampleTabs.map(({ query }) => query), getIntrospectionQuery()];
    const measured = documents.map((document) => measure(document));
    expect(Math.max(...measured)).toBeLessThan(defaultGraphqlLimits.complexity / 10);
  });

  it.each([
    ['45 aliases of a deep list', `{ ${aliased(45, deepVenue)} }`],
    ['50 aliases in nested fragments', `{ events { nodes { ...E2 } } } ${nested.join(' ')}`],
    ['50 mutations with related documents', `mutation { ${aliased(50, registration)} }`],
    [
      '50 conditions on related documents',
      `query ($v: Boolean!) { ${aliased(25, deepVenue.replace('(first: 1)', '(first: 1) @skip(if: $v)').replace('name events(first: 1)', 'name events(first: 1) @include(if: $v)'))} }`,
    ],
  ])('is above the default: %s', (_title, query) => {
    const { complexity: limit } = defaultGraphqlLimits;
    expect(measure(query, servicesOf, limit)).toBeGreaterThan(limit);
  });
});
