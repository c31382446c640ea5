import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { ClientError, GraphQLClient } from 'graphql-request';
import { credentials, type HalBody } from '../../support/clients.ts';
import { embeddedStore } from '../../support/stores.ts';
import { startTestSystem, type TestSystem } from '../../support/system.ts';
import { capitalize } from '../../../kit/util/capitalize.ts';

const viewerAndEvents = `query ($name: String!) {
  viewer { username role account { name registrations { totalCount } } }
  events(filter: { name: { eq: $name } }) { nodes { id name venue { name capacity } actions { rel mutation } } }
}`;

describe('graphql-request', () => {
  let system: TestSystem;
  let client: GraphQLClient;
  beforeAll(async () => {
    system = await startTestSystem(embeddedStore.open);
    client = new GraphQLClient(system.graphql, { headers: credentials('clopez') });
  });
  afterAll(() => system.close());

  it('registers by the actions of the event, and cancels', async () => {
    const { viewer, events } = await client.request<HalBody>(viewerAndEvents, { name: 'Daily Standup' });
    expect(viewer).toEqual({
      username: 'clopez',
      role: 'MEMBER',
      account: { name: 'Courtney Lopez', registrations: { totalCount: 0 } },
    });
    const [standup] = events.nodes;
    expect(standup.venue).toEqual({ name: 'Developer Meeting Room', capacity: 5 });
    const relsOf = (actions: HalBody) => actions.map(({ rel }: HalBody) => rel);
    expect(relsOf(standup.actions)).toEqual(['register']);
    const act = (name: string): Promise<HalBody> => {
      const success = `${capitalize(name)}Success`;
      const response = `... on Problem { title } ... on ${success} { message event { actions { rel mutation } } }`;
      return client.request(`mutation ($id: ID!) { done: ${name}(id: $id) { ${response} } }`, { id: standup.id });
    };
    const { done: registered } = await act(standup.actions[0].mutation);
    expect([registered.message, relsOf(registered.event.actions)]).toEqual(['clopez is registered', ['cancel']]);
    const { done: cancelled } = await act(registered.event.actions[0].mutation);
    expect(relsOf(cancelled.event.actions)).toEqual(['register']);
  });

  it('throws the errors of a request, with a code and the request id', async () => {
    const request = client.request('{ venues(first: 1000) { nodes { name } } }');
    await expect(request).rejects.toBeInstanceOf(ClientError);
    const { response } = (await request.catch((error: unknown) => error as ClientError)) as ClientError;
    expect(response.errors).toMatchObject([
      { extensions: { code: 'BAD_USER_INPUT', requestId: expect.any(String), service: 'venues-service' } },
    ]);
  });
});
