import { expect, it } from '@jest/globals';
import type { HalBody } from '../../support/clients.ts';
import type { ContractContext } from './contract-context.ts';

const idsOf = ({ nodes }: HalBody): readonly string[] => nodes.map(({ id }: HalBody) => id);

/** Declares the tests of paging through GraphQL connections. */
export function connections(context: ContractContext): void {
  pagesByCursors(context);
  followsTheRelayAlgorithm(context);
}

function pagesByCursors({ plan: { plural }, execute, postSample }: ContractContext): void {
  const query = `query ($first: Int, $after: String, $last: Int, $before: String) { ${plural}(first: $first, after: $after, last: $last, before: $before) { totalCount nodes { id } pageInfo { hasNextPage hasPreviousPage startCursor endCursor } } }`;
  const pageOf = async (variables: object): Promise<HalBody> => (await execute(query, variables)).data[plural];

  /** Reads all pages forwards, with two items per page. */
  async function readForwards(): Promise<readonly string[]> {
    const ids: string[] = [];
    for (let after: string | null = null; ;) {
      const page = await pageOf({ first: 2, after });
      ids.push(...idsOf(page));
      if (!page.pageInfo.hasNextPage) return ids;
      after = page.pageInfo.endCursor;
    }
  }

  it('pages forwards and backwards by cursors', async () => {
    for (let index = 0; index < 5; index++) await postSample();
    const all = await pageOf({ first: 100 });
    const ids = await readForwards();
    expect(ids).toEqual(idsOf(all));
    const last = await pageOf({ last: 2, before: all.pageInfo.endCursor });
    expect(idsOf(last)).toEqual(ids.slice(-3, -1));
    expect(last.pageInfo.hasPreviousPage).toBe(ids.length > 3);
    expect((await execute(query, { first: 2, after: 'malformed' })).errors?.[0]?.extensions.code).toBe(
      'BAD_USER_INPUT',
    );
    expect((await execute(query, { first: 101 })).errors?.[0]?.message).toContain('100');
  });
}

/** Declares the tests of the specification of Relay connections, §4.4: cursors narrow a list, then `first` or `last` cuts it. */
function followsTheRelayAlgorithm({ plan: { plural }, type, hal, execute, postSample }: ContractContext): void {
  const query = `query ($filter: ${type}Filter, $first: Int, $after: String, $last: Int, $before: String) { ${plural}(filter: $filter, first: $first, after: $after, last: $last, before: $before) { edges { cursor node { id } } pageInfo { hasNextPage hasPreviousPage } } }`;

  /** Creates documents, and returns a function that reads a page of them: the positions of its items, and the page info. */
  async function createList(size: number) {
    const samples: HalBody[] = [];
    for (let index = 0; index < size; index++) samples.push(await postSample());
    const ids = samples.map(({ _id }) => _id as string);
    const read = async (variables: object): Promise<HalBody> =>
      (await execute(query, { filter: { id: { in: ids } }, ...variables })).data[plural];
    const cursors: readonly string[] = (await read({})).edges.map(({ cursor }: HalBody) => cursor);
    const page = async (variables: object) => {
      const { edges, pageInfo } = await read(variables);
      const positions = edges.map(({ node }: HalBody) => ids.indexOf(node.id));
      return [positions, pageInfo.hasPreviousPage, pageInfo.hasNextPage];
    };
    const remove = (index: number) => hal('DELETE', samples[index]._links.self.href, { headers: { 'if-match': '*' } });
    return { cursors, page, remove };
  }

  it('narrows a list by both cursors, in either direction', async () => {
    const { cursors, page } = await createList(4);
    const [first, second, , last] = cursors;
    expect(await page({ after: first, last: 2 })).toEqual([[2, 3], true, false]);
    expect(await page({ after: first, last: 3 })).toEqual([[1, 2, 3], false, false]);
    expect(await page({ before: last, first: 2 })).toEqual([[0, 1], false, true]);
    expect(await page({ before: last, first: 3 })).toEqual([[0, 1, 2], false, false]);
    expect(await page({ before: last })).toEqual([[0, 1, 2], false, false]);
    expect(await page({ after: first, before: last, first: 1 })).toEqual([[1], true, true]);
    expect(await page({ after: first, before: last, last: 1 })).toEqual([[2], true, true]);
    expect(await page({ after: second, before: first, first: 2 })).toEqual([[], true, false]);
  });

  it('says whether there are other pages after the item of the cursor was removed', async () => {
    const { cursors, page, remove } = await createList(3);
    const [first, , last] = cursors;
    expect(await page({ after: first, first: 2 })).toEqual([[1, 2], true, false]);
    expect(await page({ before: last, last: 2 })).toEqual([[0, 1], false, true]);
    await remove(0);
    expect(await page({ after: first, first: 2 })).toEqual([[1, 2], false, false]);
    await remove(2);
    expect(await page({ before: last, last: 2 })).toEqual([[1], false, false]);
  });
}
