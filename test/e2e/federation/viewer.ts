import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { request } from 'undici';
import { graphql } from '../../support/clients.ts';
import { embeddedStore } from '../../support/stores.ts';
import { startTestSystem, type TestSystem } from '../../support/system.ts';

const query = '{ viewer { username role account { username role registrations { nodes { event { name } } } } } }';

describe('the viewer', () => {
  let system: TestSystem;
  beforeAll(async () => {
    system = await startTestSystem(embeddedStore.open);
  });
  afterAll(() => system.close());

  it('is null without credentials', async () => {
    const response = await graphql(system.graphql, '{ viewer { username } __typename }');
    expect([response.status, response.data, response.errors]).toEqual([
      200,
      { viewer: null, __typename: 'Query' },
      undefined,
    ]);
  });

  it('contains the account and registrations of the caller', async () => {
    const { data } = await graphql(system.graphql, query, { as: 'phartman' });
    const account = {
      username: 'phartman',
      role: 'MEMBER',
      registrations: { nodes: [{ event: { name: 'Daily Standup' } }] },
    };
    expect(data.viewer).toEqual({ username: 'phartman', role: 'MEMBER', account });
  });

  it('has no account if the caller is the administrator', async () => {
    expect((await graphql(system.graphql, query, { as: 'root' })).data.viewer).toEqual({
      username: 'root',
      role: 'ADMIN',
      account: null,
    });
  });

  it('sees exactly the actions that are available to them', async () => {
    const relsFor = async (as: string) => {
      const { data } = await graphql(
        system.graphql,
        '{ events(first: 1) { nodes { actions { rel mutation method href } } } }',
        { as },
      );
      return data.events.nodes[0].actions.map(({ rel }: { rel: string }) => rel);
    };
    expect(await relsFor('clopez')).toEqual(['register']);
    expect(await relsFor('phartman')).toEqual(['cancel']);
    expect(await relsFor('manderson')).toEqual(['edit', 'delete', 'register', 'cancel']);
  });

  it('gets 401 with each challenge in a line of its own if the password or the token is wrong', async () => {
    const challenges = async (authorization: string): Promise<readonly string[]> => {
      const headers = { 'content-type': 'application/json', authorization };
      const response = await request(system.graphql, { method: 'POST', headers, body: JSON.stringify({ query }) });
      await response.body.dump();
      expect(response.statusCode).toBe(401);
      return [response.headers['www-authenticate'] ?? []].flat();
    };
    const [basic, bearer] = ['Basic realm="Event Buddy", charset="UTF-8"', 'Bearer realm="Event Buddy"'];
    const wrongPassword = `Basic ${Buffer.from('phartman:wrong').toString('base64')}`;
    expect(await challenges(wrongPassword)).toEqual([basic, bearer]);
    expect(await challenges('Bearer x.y.z')).toEqual([basic, expect.stringContaining('error="invalid_token"')]);
  });
});
