import { expect, it } from '@jest/globals';
import { readFile } from 'node:fs/promises';
import type { Definition } from '../../kit/resource/definition/definition.ts';
import { startExtraService } from '../support/extra-service.ts';
import { serviceParts } from '../support/parts.ts';
import { createReferences, creationUrl } from '../support/sample-documents.ts';
import { embeddedStore, testStores } from '../support/stores.ts';
import { startTestSystem, type TestSystem } from '../support/system.ts';
import { equipment } from './equipment.ts';
import { notice } from './notice.ts';
import type { ContractSubject } from './resource/contract-context.ts';
import { planOf } from './resource/plan-of.ts';
import { resourceContract } from './resource/resource-contract.ts';

/** A running service of the system, or one that was started beside it. */
interface Served {
  readonly url: string;
  readonly close: () => Promise<void>;
}

const subjectOf = (system: TestSystem, definition: Definition, { url, close }: Served): ContractSubject => {
  const collection = `${url}/${definition.plural}`;
  return {
    collection,
    graphql: `${url}/graphql`,
    list: (references) => creationUrl(definition, collection, references),
    references: () => createReferences(system, definition),
    close,
  };
};

async function startExtra(system: TestSystem, definition: Definition): Promise<Served> {
  const service = await startExtraService(definition, system.env, `${definition.name}-service`);
  await service.registered();
  const close = async (): Promise<void> => {
    await service.close();
    await system.close();
  };
  return { url: service.url, close };
}

for (const { name: store, open } of testStores) {
  for (const [word, { definition }] of Object.entries(serviceParts))
    resourceContract({ ...planOf(definition), store }, async () => {
      const system = await startTestSystem(open);
      return subjectOf(system, definition, { url: system.services[word]?.url ?? '', close: system.close });
    });

  resourceContract({ ...planOf(equipment), store }, async () => {
    const system = await startTestSystem(open);
    return subjectOf(system, equipment, await startExtra(system, equipment));
  });
}

// What it has besides depends on no store.
resourceContract({ ...planOf(notice), store: embeddedStore.name }, async () => {
  const system = await startTestSystem(embeddedStore.open);
  return subjectOf(system, notice, await startExtra(system, notice));
});

it('defines a resource outside the domain in at most 40 lines', async () => {
  const source = await readFile(new URL('./equipment.ts', import.meta.url), 'utf8');
  expect(source.trimEnd().split('\n').length).toBeLessThanOrEqual(40);
});
