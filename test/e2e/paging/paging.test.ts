import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { readSettings } from '../../../kit/util/settings/setting.ts';
import { testTable } from '../../../scripts/configuration/tests.ts';
import { graphql, hal, type HalBody } from '../../support/clients.ts';
import { testStores } from '../../support/stores.ts';
import { startTestSystem, type TestSystem } from '../../support/system.ts';

const as = 'root';
const { pagingDocuments: venueCount } = readSettings(testTable, process.env);
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
  let initialIds: ReadonlySet<string>;
  beforeAll(async () => {
    system = await startTestSystem(open);
    for (let from = 0; from < venueCount; from += batchSize) {
      const inputs = Array.from({ length: Math.min(batchSize, venueCount - from) }, (_, index) => ({
        name: `Room ${from + index}`,
        capacity: 1 + ((from + index) % 7),
        ...(index % 3 === 0 ? {} : { description: `On floor ${index % 5}` }),
      }));
      const created = await graphql(system.graphql, create, { as, variables: { inputs } });
      expect([created.errors, created.data?.createVenues.__typename]).toEqual([undefined, 'CreateVenuesSuccess']);
    }
    initialIds = new Set(await ids([], false));
    expect(initialIds.size).toBe(venueCount + 4);
  });
  afterAll(() => system.close());

  /** Returns all ids, page by page, forwards or backwards. */
  async function ids(orderBy: readonly object[], isBackward: boolean): Promise<readonly string[]> {
    const collected: string[] = [];
    for (let cursor: string | null = null; ;) {
      const window = isBackward ? { last: 100, before: cursor } : { first: 100, after: cursor };
      const { data, errors } = await graphql(system.graphql, page, { as, variables: { ...window, orderBy } });
      expect(errors).toBeUndefined();
      const { nodes, pageInfo }: HalBody = data.venues;
      const pageIds = nodes.map(({ id }: HalBody) => id);
      collected.push(...(isBackward ? pageIds.toReversed() : pageIds));
      if (!(isBackward ? pageInfo.hasPreviousPage : pageInfo.hasNextPage)) return collected;
      cursor = isBackward ? pageInfo.startCursor : pageInfo.endCursor;
    }
  }

  /** Creates and removes venues until `stop` is called, which returns the number of created ones. */
  function startWriters(): { stop: () => Promise<number> } {
    let stopped = false;
    async function work(): Promise<number> {
      for (let createdCount = 0; ; createdCount++) {
        if (stopped) return createdCount;
        const body = {
          name: `Temporary ${createdCount} ${Math.random()}`,
          capacity: 1 + (createdCount % 7),
          description: 'On floor 2',
        };
        const created = await hal('POST', system.href('venue'), { as, body });
        const headers = { 'if-match': created.body._etag };
        if (createdCount % 2 === 0) await hal('DELETE', created.body._links.self.href, { as, headers });
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
      const writers = startWriters();
      const collected = await ids(orderBy, isBackward);
      expect(await writers.stop()).toBeGreaterThan(2);
      expect(new Set(collected).size).toBe(collected.length);
      expect(collected.filter((id) => initialIds.has(id))).toHaveLength(initialIds.size);
    },
  );
});
