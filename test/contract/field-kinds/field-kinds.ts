import { afterAll, beforeAll, describe } from '@jest/globals';
import type { ContractSubject } from '../resource/contract-context.ts';
import { comparisons } from './comparisons.ts';
import { forms } from './forms.ts';
import { rejectedValues } from './rejected-values.ts';
import { createSpecimenClient, type FieldTopic } from './specimen-client.ts';
import { storedValues } from './stored-values.ts';

const topics: readonly FieldTopic[] = [rejectedValues, comparisons, storedValues, forms];

/** Declares the tests of fields of every kind, through both faces. */
export function fieldKinds(store: string, start: () => Promise<ContractSubject>): void {
  describe(`fields of every kind on ${store}`, () => {
    let subject: ContractSubject;
    beforeAll(async () => {
      subject = await start();
    });
    afterAll(() => subject.close());
    const client = createSpecimenClient(store, () => subject);
    for (const topic of topics) topic(client);
  });
}
