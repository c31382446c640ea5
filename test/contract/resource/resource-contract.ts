import { afterAll, beforeAll, describe } from '@jest/globals';
import { access } from './access.ts';
import { batches } from './batches.ts';
import { changes } from './changes.ts';
import { conditionalRequests } from './conditional-requests.ts';
import { connections } from './connections.ts';
import {
  createContractContext,
  type ContractPlan,
  type ContractSubject,
  type ContractTopic,
} from './contract-context.ts';
import { creation } from './creation.ts';
import { forms } from './forms.ts';
import { lists } from './lists.ts';
import { liveChanges } from './live-changes.ts';
import { pages } from './pages.ts';
import { preferences } from './preferences.ts';
import { projection } from './projection.ts';
import { reading } from './reading.ts';
import { refusedRequests } from './refused-requests.ts';
import { removal } from './removal.ts';
import { uniqueTexts } from './unique-texts.ts';
import { unknownNames } from './unknown-names.ts';

const topics: readonly ContractTopic[] = [
  creation,
  batches,
  unknownNames,
  uniqueTexts,
  reading,
  projection,
  lists,
  connections,
  conditionalRequests,
  changes,
  liveChanges,
  refusedRequests,
  removal,
  forms,
  pages,
  preferences,
  access,
];

/** Declares the suite that every resource must pass, through both faces. */
export function resourceContract(plan: ContractPlan, start: () => Promise<ContractSubject>): void {
  let subject: ContractSubject;

  describe(`the resource contract for ${plan.plural} on ${plan.store}`, () => {
    beforeAll(async () => {
      subject = await start();
    });
    afterAll(() => subject.close());

    const context = createContractContext(plan, () => subject);
    for (const topic of topics) topic(context);
  });
}
