import { expect, it } from '@jest/globals';
import { createPlanStore } from './plan-store.ts';

it('keeps the plans that were used last, up to a number of bytes', () => {
  const plans = createPlanStore(1000);
  const plan = { kind: 'QueryPlan' } as const;
  const documents = Array.from({ length: 12 }, (_, index) => `{ a${index} }`.padEnd(80));
  for (const document of documents) plans.keep(document, plan);
  const kept = Math.floor(1000 / (80 + JSON.stringify(plan).length));
  expect(documents.map((document) => plans.get(document) !== undefined)).toEqual(
    documents.map((_, index) => index >= documents.length - kept),
  );
});
