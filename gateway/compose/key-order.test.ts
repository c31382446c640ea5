import { composeServices } from '@apollo/composition';
import { beforeAll, describe, expect, it } from '@jest/globals';
import { parse, print, visit } from 'graphql';
import { createInProcessPlanner } from '../../test/support/in-process-plan.ts';
import { withResolvableKeysFirst } from './key-order.mjs';

const link =
  'extend schema @link(url: "https://specs.apollo.dev/federation/v2.9", import: ["@key", "@requires", "@external"])';
const sdls = {
  a: `type Book @key(fields: "id") { id: ID! name: String! } type Shop { name: String }`,
  b: `
    type Query { book: Book }
    type Book @key(fields: "sku", resolvable: false) @key(fields: "id") @key(fields: "number", resolvable: false) {
      id: ID! sku: ID! number: Int! name: String! @external label: String! @requires(fields: "name")
    }`,
};

describe('withResolvableKeysFirst', () => {
  let supergraphSdl: string;
  beforeAll(() => {
    const services = Object.entries(sdls).map(([name, sdl]) => ({
      name,
      url: name,
      typeDefs: parse(`${link} ${sdl}`),
    }));
    supergraphSdl = composeServices(services).supergraphSdl ?? '';
  });

  it('moves keys that are not resolvable behind the others, and changes nothing else', () => {
    const sorted = withResolvableKeysFirst(supergraphSdl);
    expect(sorted).toContain(
      [
        'type Book',
        '  @join__type(graph: A, key: "id")',
        '  @join__type(graph: B, key: "id")',
        '  @join__type(graph: B, key: "sku", resolvable: false)',
        '  @join__type(graph: B, key: "number", resolvable: false)',
        '{',
      ].join('\n'),
    );
    const withoutTypes = (sdl: string) =>
      print(visit(parse(sdl), { Directive: ({ name }) => (name.value === 'join__type' ? null : undefined) }));
    expect(withoutTypes(sorted)).toBe(withoutTypes(supergraphSdl));
    expect(withResolvableKeysFirst(sorted)).toBe(sorted);
  });

  it('lets the planner return to a service by a key that it resolves', async () => {
    const planner = await createInProcessPlanner(withResolvableKeysFirst(supergraphSdl));
    const plan = JSON.stringify(planner.plan('{ book { label } }'));
    await planner.close();
    expect(plan).toContain('"id"');
    expect(plan).not.toContain('"sku"');
  });
});
