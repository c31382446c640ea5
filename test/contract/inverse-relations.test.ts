import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { graphql, hal, type HalBody } from '../support/clients.ts';
import { startExtraService } from '../support/extra-service.ts';
import { embeddedStore } from '../support/stores.ts';
import { startTestSystem, type TestSystem } from '../support/system.ts';
import { until } from '../support/until.ts';
import { talk } from './talk.ts';

const root = { as: 'root' } as const;

/** Talks, each with its host, its co-host and its length. */
const talks = [
  { name: 'One', host: 'ann', coHost: 'bob', minutes: 10 },
  { name: 'Two', host: 'bob', coHost: 'ann', minutes: 20 },
  { name: 'Three', host: 'ann', coHost: 'ann', minutes: 30 },
  { name: 'Four', host: 'ann', coHost: 'bob', minutes: 40 },
] as const;

describe('inverses of several relations to one resource', () => {
  let system: TestSystem;
  let service: Awaited<ReturnType<typeof startExtraService>>;
  let venue: HalBody;
  const accounts = new Map<string, HalBody>();
  const create = async (rel: string, body: object): Promise<HalBody> => {
    const created = await hal('POST', system.href(rel), { ...root, body });
    expect(created.status).toBe(201);
    return (await hal('GET', created.body._links.self.href, root)).body;
  };
  const send = async (query: string, variables: object): Promise<HalBody> => {
    const { data, errors } = await graphql(system.graphql, query, { ...root, variables });
    expect(errors).toBeUndefined();
    return data;
  };
  const idOf = (name: string): string => accounts.get(name)?._id as string;

  beforeAll(async () => {
    system = await startTestSystem(embeddedStore.open);
    service = await startExtraService(talk, system.env, 'talks-service');
    await service.registered();
    await Promise.all(['accounts', 'venues'].map((word) => system.services[word]!.refreshRoot()));
    for (const name of ['ann', 'bob']) accounts.set(name, await create('account', accountNamed(name)));
    venue = await create('venue', { name: 'Hall of talks', capacity: 10 });
    for (const { host, coHost, ...fields } of talks) {
      const body = { ...fields, _host_ref: idOf(host), _coHost_ref: idOf(coHost) };
      const { status } = await hal('POST', `${service.url}/talks/venue/${venue._id}`, { ...root, body });
      expect(status).toBe(201);
    }
    await until(async () => (await graphql(system.graphql, '{ talks { totalCount } }', root)).errors === undefined);
  });
  afterAll(async () => {
    await service.close();
    await system.close();
  });

  it('are links and embedded lists in HAL, each by its relation', async () => {
    const { body } = await hal('GET', `${system.href('account')}/${idOf('ann')}?embed=hostedTalk,coHostedTalk`, root);
    const namesOf = (rel: string) => body._embedded[rel].map(({ name }: HalBody) => name);
    expect([namesOf('hostedTalk'), namesOf('coHostedTalk')]).toEqual([
      ['One', 'Three', 'Four'],
      ['Two', 'Three'],
    ]);
    const linked = await hal('GET', body._links.coHostedTalk.href, root);
    expect(linked.body._embedded.talk.map(({ name }: HalBody) => name)).toEqual(['Two', 'Three']);
  });

  it('are not embedded with a relation that the other resource does not have, which names those that it has', async () => {
    const reason = (relations: string) => `embed: unknown relation "nothing"; the relations are: ${relations}`;
    const account = `${system.href('account')}/${idOf('ann')}`;
    const listed = await hal('GET', `${account}?embed=hostedTalk.nothing,coHostedTalk`, root);
    expect([listed.status, listed.body._not_embedded]).toEqual([200, { hostedTalk: reason('host, coHost, venue') }]);
    expect(Object.keys(listed.body._embedded)).toEqual(['coHostedTalk']);
    const nested = await hal('GET', `${account}?embed=coHostedTalk.host.nothing`, root);
    expect(nested.body._not_embedded).toEqual({
      'coHostedTalk.host': reason('registration, hostedTalk, coHostedTalk'),
    });
    expect(nested.body._embedded.coHostedTalk).toHaveLength(2);
  });

  it('are lists in GraphQL, named after them, each by its relation', async () => {
    const list = '{ totalCount nodes { name } pageInfo { hasNextPage } }';
    const query = `query ($ids: [ID!]) {
      accounts(filter: { id: { in: $ids } }, orderBy: [{ field: USERNAME }]) {
        nodes { hostedTalks${list} coHostedTalks${list} }
      }
    }`;
    const { nodes } = (await send(query, { ids: [idOf('ann'), idOf('bob')] })).accounts;
    const page = (...names: readonly string[]) => ({
      ...{ totalCount: names.length, nodes: names.map((name) => ({ name })), pageInfo: { hasNextPage: false } },
    });
    expect(nodes).toEqual([
      { hostedTalks: page('One', 'Three', 'Four'), coHostedTalks: page('Two', 'Three') },
      { hostedTalks: page('Two'), coHostedTalks: page('One', 'Four') },
    ]);
  });

  it('are filtered, sorted and paged in GraphQL within the list of their relation', async () => {
    const query = `query ($id: ID!, $co: ID!, $after: String) {
      account(id: $id) {
        hostedTalks(first: 1, after: $after, filter: { coHost: { eq: $co } }, orderBy: [{ field: MINUTES, direction: DESC }]) {
          totalCount nodes { name host { username } } pageInfo { hasNextPage hasPreviousPage endCursor }
        }
      }
    }`;
    const variables = { id: idOf('ann'), co: idOf('bob') };
    const { hostedTalks: first } = (await send(query, variables)).account;
    expect(first).toMatchObject({
      ...{ totalCount: 2, nodes: [{ name: 'Four', host: { username: 'ann' } }] },
      pageInfo: { hasNextPage: true, hasPreviousPage: false },
    });
    const { hostedTalks: second } = (await send(query, { ...variables, after: first.pageInfo.endCursor })).account;
    expect(second).toMatchObject({ nodes: [{ name: 'One' }], pageInfo: { hasNextPage: false, hasPreviousPage: true } });
  });

  it('are described in GraphQL as in HAL', async () => {
    const { __type } = await send('{ __type(name: "Account") { fields { name description } } }', {});
    const described = Object.fromEntries(__type.fields.map(({ name, description }: HalBody) => [name, description]));
    expect(described).toMatchObject({
      hostedTalks: 'The talks that this account hosts.',
      coHostedTalks: 'The talks that it helps to host.',
    });
    expect(described).not.toHaveProperty('talks');
    const relation = await hal('GET', `${system.services['accounts'].url}/relations/hostedTalk`, root);
    expect(relation.body.description).toMatch(/^The talks that this account hosts\./);
  });

  it('offer creation in the list of each relation', async () => {
    const query = `query ($id: ID!) { account(id: $id) {
      hostedTalks { actions { rel fields { name value } } } coHostedTalks { actions { rel fields { name value } } }
    } }`;
    const { account } = await send(query, { id: idOf('ann') });
    const valuesOf = ({ actions }: HalBody) =>
      Object.fromEntries(actions[0].fields.map(({ name, value }: HalBody) => [name, value]));
    expect(valuesOf(account.hostedTalks)).toMatchObject({ host: idOf('ann'), coHost: null });
    expect(valuesOf(account.coHostedTalks)).toMatchObject({ host: null, coHost: idOf('ann') });
  });

  it('name the documents that prevent a removal, in the plural of the inverse', async () => {
    const removed = await hal('DELETE', venue._links.self.href, { ...root, headers: { 'if-match': '*' } });
    expect([removed.status, removed.body.detail]).toEqual([409, 'still referenced by 4 speeches']);
    const { data } = await graphql(
      system.graphql,
      'mutation ($id: ID!, $etag: String!) { removeVenue(id: $id, ifMatch: $etag) { ... on Problem { detail } } }',
      { ...root, variables: { id: venue._id, etag: venue._etag } },
    );
    expect(data.removeVenue.detail).toBe('still referenced by 4 speeches');
  });
});

const accountNamed = (username: string) => ({
  ...{ username, name: username, password: 'password', role: 'member' },
});
