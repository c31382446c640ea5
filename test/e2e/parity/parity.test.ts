import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
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
  }, 60_000);
  afterAll(() => system.close());

  it.each(operations)('$title', async ({ needsAccount, hal, graphql, expected }) => {
    for (const role of roleNames) {
      const endings = [
        await hal(await createFixture(system, needsAccount === true), usernames[role]),
        await graphql(await createFixture(system, needsAccount === true), usernames[role]),
      ];
      expect([role, ...endings]).toEqual([role, expected[role], expected[role]]);
      await restoreRole(system);
    }
  });
});
