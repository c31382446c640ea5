import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { graphql, hal, type HalBody } from '../../support/clients.ts';
import { testStores } from '../../support/stores.ts';
import { startTestSystem, type TestSystem } from '../../support/system.ts';

const member = { as: 'phartman' } as const;

describe.each(testStores)('an account that the caller may not see, on $name,', ({ open }) => {
  let system: TestSystem;
  beforeAll(async () => {
    system = await startTestSystem(open);
  });
  afterAll(() => system.close());

  const accounts = async (query: Record<string, string>, as = 'phartman'): Promise<HalBody> =>
    (await hal('GET', `${system.href('account')}?${new URLSearchParams(query).toString()}`, { as })).body;
  const execute = async (query: string, as = 'phartman'): Promise<HalBody> => {
    const response = await graphql(system.graphql, query, { as });
    return response.data;
  };

  it('is not listed and not counted', async () => {
    const { _meta, _embedded } = await accounts({});
    expect([_meta.total, _embedded.account.map(({ username }: HalBody) => username)]).toEqual([1, ['phartman']]);
    expect(await execute('{ accounts { totalCount nodes { username } pageInfo { hasNextPage } } }')).toEqual({
      accounts: { totalCount: 1, nodes: [{ username: 'phartman' }], pageInfo: { hasNextPage: false } },
    });
  });

  it('cannot be detected by filtering, sorting or paging', async () => {
    for (const where of [
      { username: 'tgraves' },
      { name: { $regex: '^Terry' } },
      { role: 'hr' },
      { username: 'nobody' },
    ])
      expect((await accounts({ where: JSON.stringify(where) }))._meta.total).toBe(0);
    expect((await accounts({ sort: '-role', max_results: '1', page: '2' }))._embedded.account).toEqual([]);
    const filters = ['{ username: { eq: "tgraves" } }', '{ role: { eq: HR } }', '{ username: { eq: "nobody" } }'];
    for (const filter of filters)
      expect((await execute(`{ accounts(filter: ${filter}) { totalCount } }`)).accounts.totalCount).toBe(0);
  });

  it('is not embedded in its referrers; a visible account is', async () => {
    const list = `${system.href('registration')}?embed=account`;
    const embedded = async (as: string): Promise<readonly string[]> =>
      (await hal('GET', list, { as })).body._embedded.registration.flatMap(
        ({ _embedded }: HalBody) => _embedded?.account?.username ?? [],
      );
    expect(await embedded('phartman')).toEqual(['phartman']);
    expect((await embedded('manderson')).toSorted()).toEqual(['fwinters', 'jkelly', 'phartman', 'tgraves']);
    const query = '{ registrations { nodes { account { username } } } }';
    const visible = (data: HalBody): readonly string[] =>
      data.registrations.nodes.flatMap(({ account }: HalBody) => account?.username ?? []);
    expect(visible(await execute(query))).toEqual(['phartman']);
    expect(visible(await execute(query, 'manderson')).toSorted()).toEqual([
      'fwinters',
      'jkelly',
      'phartman',
      'tgraves',
    ]);
  });

  it('cannot be found by its URL or id, and cannot be registered', async () => {
    const [other] = (await accounts({ where: '{"username":"tgraves"}' }, 'root'))._embedded.account;
    expect((await hal('GET', other._links.self.href, member)).status).toBe(404);
    expect(await execute(`{ account(id: "${other._id}") { username } }`)).toEqual({ account: null });
    const [event] = (await hal('GET', system.href('event'), member)).body._embedded.event;
    const body = { _account_ref: other._id };
    expect((await hal('POST', event._links.registration.href, { ...member, body })).status).toBe(403);
  });

  it('has a password that cannot be used to filter or sort', async () => {
    for (const query of [{ where: '{"password":{"$regex":"^\\\\$argon2id"}}' }, { sort: 'password' }])
      expect((await accounts(query, 'root'))._error.code).toBe(400);
    const response = await graphql(system.graphql, '{ accounts(filter: { password: { eq: "x" } }) { totalCount } }', {
      as: 'root',
    });
    expect(response.errors?.[0]?.extensions.code).toBe('GRAPHQL_VALIDATION_FAILED');
    expect(JSON.stringify(await accounts({}, 'root'))).not.toContain('argon2');
  });
});
