import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { RunningService } from '../../../kit/service/start.ts';
import { domainWords } from '../../../scripts/domain.ts';
import { equipment } from '../../contract/equipment.ts';
import { startExtraService } from '../../support/extra-service.ts';
import { serviceParts } from '../../support/parts.ts';
import { roleNames, usernames } from '../../support/roles.ts';
import { embeddedStore } from '../../support/stores.ts';
import { startTestSystem, type TestSystem } from '../../support/system.ts';
import { createAnyFixture, operationsOf } from './any-resource.ts';

/** The folders whose operations have no table of expected outcomes. */
const others = Object.entries(serviceParts).filter(([word]) => !domainWords.some((each) => each === word));
const subjects = [
  ...others.map(([word, { definition }]) => [word, definition] as const),
  ['equipment', equipment] as const,
];

describe('both faces have the same outcome for any other resource', () => {
  let system: TestSystem;
  let extra: RunningService;
  beforeAll(async () => {
    system = await startTestSystem(embeddedStore.open);
    extra = await startExtraService(equipment, system.env);
    await extra.registered();
  });
  afterAll(async () => {
    await extra.close();
    await system.close();
  });

  const operations = subjects.flatMap(([word, definition]) =>
    operationsOf(definition).map((operation) => ({ word, definition, ...operation })),
  );

  it.each(operations)('$title in $word', async ({ word, definition, hal, graphql }) => {
    const subject = { definition, url: (system.services[word] ?? extra).url };
    for (const role of roleNames) {
      const outcome = await hal(await createAnyFixture(system, subject), usernames[role]);
      const ofGraphql = await graphql(await createAnyFixture(system, subject), usernames[role]);
      expect([role, ofGraphql]).toEqual([role, outcome]);
      if (role === 'admin') expect(outcome).toBe('done');
    }
  });
});
