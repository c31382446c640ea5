import { expect, it } from '@jest/globals';
import type { HalBody } from '../../support/clients.ts';
import type { ContractContext } from './contract-context.ts';

const idsOf = ({ nodes }: HalBody): readonly string[] => nodes.map(({ id }: HalBody) => id);

/** Declares the tests of paging through GraphQL connections. */
export function connections({ plan: { plural }, execute, postSample }: ContractContext): void {
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
