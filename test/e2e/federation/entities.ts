import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { DomainWord } from '../../../scripts/domain.ts';
import { graphql, hal, type HalBody } from '../../support/clients.ts';
import { startRecordedSystem, type RecordedSystem } from '../../support/recorded-system.ts';
import type { RecordingStore } from '../../support/recording.ts';

const entities = (selection: string) => `query ($representations: [_Any!]!) {
  _entities(representations: $representations) { __typename ${selection} }
}`;
const selections = { accounts: '... on Account { username }', venues: '... on Venue { name }' };
const registered =
  '{ events(filter: { name: { eq: "Daily Standup" } }) { nodes { registrations { nodes { account { username } } } } } }';

describe('_entities', () => {
  let system: RecordedSystem;
  let accounts: RecordingStore;
  beforeAll(async () => {
    system = await startRecordedSystem();
    accounts = system.stores['accounts']!;
  });
  afterAll(() => system.close());

  const subgraph = (word: DomainWord): string => `${system.services[word].url}/graphql`;
  const resolveEntities = (word: keyof typeof selections, as: string, representations: readonly object[]) =>
    graphql(subgraph(word), entities(selections[word]), { as, variables: { representations } });
  const idOf = async (username: string): Promise<string> =>
    (await hal('GET', `${system.services.accounts.url}/accounts?where={"username":"${username}"}`, { as: 'root' })).body
      ._embedded.account[0]._id;

  it('resolves representations with natural keys', async () => {
    const key = (username: string) => ({ __typename: 'Account', username });
    const response = await resolveEntities('accounts', 'root', [key('tgraves'), key('nobody'), key('clopez')]);
    expect(response.errors).toBeUndefined();
    expect(response.data._entities).toEqual([
      { __typename: 'Account', username: 'tgraves' },
      null,
      { __typename: 'Account', username: 'clopez' },
    ]);
    const venues = await resolveEntities('venues', 'phartman', [{ __typename: 'Venue', name: 'Main Boardroom' }]);
    expect(venues.data._entities).toEqual([{ __typename: 'Venue', name: 'Main Boardroom' }]);
  });

  it('sends one query to the store for each key, for any number of representations', async () => {
    await resolveEntities('accounts', 'root', []);
    accounts.reads.length = 0;
    const ids = await Promise.all(['phartman', 'tgraves'].map(idOf));
    accounts.reads.length = 0;
    const representations = [
      { __typename: 'Account', id: ids[1] },
      { __typename: 'Account', username: 'clopez' },
      { __typename: 'Account', id: 'none' },
      { __typename: 'Account', username: 'sheath' },
      { __typename: 'Account', id: ids[0] },
    ];
    const response = await resolveEntities('accounts', 'root', representations);
    const usernames = response.data._entities.map((entity: HalBody) => entity?.username);
    expect(usernames).toEqual(['tgraves', 'clopez', undefined, 'sheath', 'phartman']);
    expect(accounts.reads).toEqual(['find accounts', 'find accounts']);
  });

  it('returns null with a FORBIDDEN error for invisible entities, and null for missing ones', async () => {
    const [own, other] = await Promise.all(['phartman', 'tgraves'].map(idOf));
    const representations = [other, own, 'none'].map((id) => ({ __typename: 'Account', id }));
    const response = await resolveEntities('accounts', 'phartman', representations);
    expect(response.data._entities).toEqual([null, { __typename: 'Account', username: 'phartman' }, null]);
    expect(response.errors).toMatchObject([
      {
        path: ['_entities', 0],
        message: 'phartman (member) is not allowed to see this account',
        extensions: { code: 'FORBIDDEN' },
      },
    ]);
  });

  it('does not reveal whether an invisible entity with a natural key exists', async () => {
    const response = await resolveEntities('accounts', 'phartman', [{ __typename: 'Account', username: 'tgraves' }]);
    expect([response.data._entities, response.errors]).toEqual([[null], undefined]);
  });

  it.each([
    ['that is not an object', 1],
    ['without __typename', {}],
    ['of an unknown type', { __typename: 'Nothing', id: '1' }],
    ['of a type that is not an entity', { __typename: 'Query' }],
    ['of the type __proto__', { __typename: '__proto__', id: '1' }],
    ["of another service's type", { __typename: 'Registration', id: '1' }],
    ['without a key', { __typename: 'Account', name: 'Terry Graves' }],
    ['with a key that is not a string', { __typename: 'Account', id: { $gt: '' } }],
    ['with a valid and an invalid key', { __typename: 'Account', id: '1', username: [] }],
  ])('rejects all representations before the first read if there is one %s', async (_what, invalid) => {
    const valid = { __typename: 'Account', id: await idOf('tgraves') };
    accounts.reads.length = 0;
    const response = await resolveEntities('accounts', 'root', [valid, invalid as object, valid]);
    expect(response.errors?.map(({ extensions: { code } }) => code)).toEqual(['BAD_USER_INPUT']);
    expect([response.data, accounts.reads.filter((read) => read.startsWith('find '))]).toEqual([null, []]);
  });

  it('returns the rest of the result if the caller may not see the entity of a field', async () => {
    const response = await graphql(`${system.gateway}/graphql`, registered, { as: 'tgraves' });
    const { nodes } = response.data.events.nodes[0].registrations;
    expect(nodes.map(({ account }: HalBody) => account?.username ?? null)).toEqual([null, 'tgraves', null, null]);
    expect(response.errors).toHaveLength(3);
    expect(response.errors?.[0]).toMatchObject({
      message: 'tgraves (member) is not allowed to see this account',
      path: ['events', 'nodes', 0, 'registrations', 'nodes', 0, 'account'],
      extensions: { code: 'FORBIDDEN', service: 'accounts-service' },
    });
    expect((await graphql(`${system.gateway}/graphql`, registered, { as: 'manderson' })).errors).toBeUndefined();
  });
});
