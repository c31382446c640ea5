import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { graphql } from '../../support/clients.ts';
import { roleNames, usernames } from '../../support/roles.ts';
import { testStores } from '../../support/stores.ts';
import { startTestSystem, type TestSystem } from '../../support/system.ts';
import { createFixture, restoreRole } from './fixture.ts';
import { accountOperations } from './operations/accounts.ts';
import { eventOperations } from './operations/events.ts';
import { registrationOperations } from './operations/registrations.ts';
import { venueOperations } from './operations/venues.ts';

const operations = [...venueOperations, ...eventOperations, ...registrationOperations, ...accountOperations];

describe.each(testStores)('both faces have the same outcome, on $name', ({ open }) => {
  let system: TestSystem;
  beforeAll(async () => {
    system = await startTestSystem(open);
  });
  afterAll(() => system.close());

  it.each(operations)('$title', async ({ needsAccount, hal, graphql, expected, expectedOfGraphql = expected }) => {
    for (const role of roleNames) {
      const endings = [
        await hal(await createFixture(system, needsAccount === true), usernames[role]),
        await graphql(await createFixture(system, needsAccount === true), usernames[role]),
      ];
      expect([role, ...endings]).toEqual([role, expected[role], expectedOfGraphql[role]]);
      await restoreRole(system);
    }
  });

  it('says in the words of GraphQL what is wrong with a username', async () => {
    const { event } = await createFixture(system, false);
    const call = async (variables: object) => {
      const query = `mutation ($id: ID!, $username: String) { registerForEvent(id: $id, username: $username) { __typename ... on Invalid { detail issues { field message } } } }`;
      const { data } = await graphql(system.graphql, query, { as: 'root', variables: { id: event._id, ...variables } });
      return data.registerForEvent;
    };
    const required = 'is required: give the username of the account';
    for (const variables of [{}, { username: null }])
      expect(await call(variables)).toMatchObject({ issues: [{ field: 'username', message: required }] });
    const unknown = 'there is no account with the username "nobody"';
    expect(await call({ username: 'nobody' })).toEqual({
      __typename: 'Invalid',
      detail: `username: ${unknown}`,
      issues: [{ field: 'username', message: unknown }],
    });
  });
});
