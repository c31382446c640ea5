import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { graphql, hal, type HalBody } from '../../support/clients.ts';
import { testStores } from '../../support/stores.ts';
import { startTestSystem, type TestSystem } from '../../support/system.ts';

const as = 'root';
const venueCount = 10_000;
const batchSize = 1000;

const create = `mutation ($inputs: [CreateVenueInput!]!) {
  createVenues(inputs: $inputs) { __typename ... on CreateVenuesSuccess { venues { id } } ... on Problem { detail } }
}`;
const page = `query ($first: Int, $after: String, $last: Int, $before: String, $orderBy: [VenueOrder!]) {
  venues(first: $first, after: $after, last: $last, before: $before, orderBy: $orderBy) {
    nodes { id }
    pageInfo { hasNextPage hasPreviousPage startCursor endCursor }
  }
}`;

/** The order of creation, an order with many ties, and an order with absent values; and the direction. */
const orders: readonly (readonly [title: string, orderBy: readonly object[], isBackward: boolean])[] = [
  ['in the order of creation', [], false],
  ['by capacity, backwards', [{ field: 'CAPACITY' }], true],
  ['by description, descending', [{ field: 'DESCRIPTION', direction: 'DESC' }], false],
];

describe.each(testStores)(`paging through ${venueCount} documents during concurrent writes, on $name,`, ({ open }) => {
  let system: TestSystem;
  let there: ReadonlySet<string>;
  beforeAll(async () => {
    system = await startTestSystem(open);
    for (let from = 0; from < venueCount; from += batchSize) {
      const inputs = Array.from({ length: batchSize }, (_, index) => ({
        name: `Room ${from + index}`,
        capacity: 1 + ((from + index) % 7),
        ...(index % 3 === 0 ? {} : { description: `On floor ${index % 5}` }),
      }));
      const made = await graphql(system.graphql, create, { as, variables: { inputs } });
      expect(made.data.createVenues.__typename).toBe('CreateVenuesSuccess');
    }
    there = new Set(await ids([], false));
    expect(there.size).toBe(venueCount + 4);
  }, 120_000);
  afterAll(() => system.close());

  /** Returns all ids, page by page, forwards or backwards. */
  async function ids(orderBy: readonly object[], isBackward: boolean): Promise<readonly string[]> {
    const seen: string[] = [];
    for (let cursor: string | null = null; ;) {
      const window = isBackward ? { last: 100, before: cursor } : { first: 100, after: cursor };
      const { data, errors } = await graphql(system.graphql, page, { as, variables: { ...window, orderBy } });
      expect(errors).toBeUndefined();
      const { nodes, pageInfo }: HalBody = data.venues;
      const found = nodes.map(({ id }: HalBody) => id);
      seen.push(...(isBackward ? found.toReversed() : found));
      if (!(isBackward ? pageInfo.hasPreviousPage : pageInfo.hasNextPage)) return seen;
      cursor = isBackward ? pageInfo.startCursor : pageInfo.endCursor;
    }
  }

  /** Creates and removes venues until `stop` is called, which returns the number of created ones. */
  function disturb(): { stop: () => Promise<number> } {
    let stopped = false;
    async function work(): Promise<number> {
      for (let made = 0; ; made++) {
        if (stopped) return made;
        const body = {
          name: `Temporary ${made} ${Math.random()}`,
          capacity: 1 + (made % 7),
          description: 'On floor 2',
        };
        const created = await hal('POST', system.href('venue'), { as, body });
        const headers = { 'if-match': created.body._etag };
        if (made % 2 === 0) await hal('DELETE', created.body._links.self.href, { as, headers });
      }
    }
    const working = work();
    return {
      stop: () => {
        stopped = true;
        return working;
      },
    };
  }

  it.each(orders)(
    '%s: returns no document twice, and all that existed throughout',
    async (_title, orderBy, isBackward) => {
      const others = disturb();
      const seen = await ids(orderBy, isBackward);
      expect(await others.stop()).toBeGreaterThan(10);
      expect(new Set(seen).size).toBe(seen.length);
      expect(seen.filter((id) => there.has(id))).toHaveLength(there.size);
    },
    120_000,
  );
});
