import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { compose } from '../../test/differential/compose.ts';
import { link } from '../../test/differential/link.ts';
import { createInProcessPlanner, type InProcessPlanner } from '../../test/support/in-process-plan.ts';
import { meetsRequirements } from './check-plan.mjs';
import { readPlannedSupergraph } from './planned-supergraph.mjs';
import { createQueryPlanner } from './query-planner.mjs';

const composed = compose(
  Object.entries({
    a: `
      type Query { book: Book shelf: Shelf }
      type Shelf { best: Book @provides(fields: "title") }
      type Book @key(fields: "id") {
        id: ID! title: String @external label: String! @requires(fields: "title") count: Int
      }`,
    b: `
      type Book @key(fields: "id") {
        id: ID! title: String @shareable label: String! @external count: Int @external
        name: Float @requires(fields: "label") total: Int @requires(fields: "count")
      }`,
  }).map(([name, sdl]) => ({ name, sdl: `${link}\n${sdl}` })),
);
if ('problems' in composed) throw new Error(composed.problems.join('\n'));
const { supergraphSdl } = composed;
const planned = readPlannedSupergraph(supergraphSdl)!;

describe('meetsRequirements', () => {
  let apollo: InProcessPlanner;
  beforeAll(async () => {
    apollo = await createInProcessPlanner(supergraphSdl);
  });
  afterAll(() => apollo.close());

  it.each(['{ book { label } }', '{ book { total count } }', '{ shelf { best { label title } } }'])(
    'accepts the plan of %s',
    (query) => {
      const plan = apollo.plan(query);
      expect(meetsRequirements(plan, planned)).toBe(true);
      expect(createQueryPlanner(supergraphSdl)(query)).toEqual(plan);
    },
  );

  it("rejects Apollo's plan of a chain, which is planned without merging requests", () => {
    const query = '{ book { name } }';
    expect(meetsRequirements(apollo.plan(query), planned)).toBe(false);
    expect(meetsRequirements(createQueryPlanner(supergraphSdl)(query), planned)).toBe(true);
  });
});
