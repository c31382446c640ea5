import { randomUUID } from 'node:crypto';
import { ruleContext } from '../rule-context.ts';
import type { Bound } from '../runtime.ts';
import { claimingRules } from './claims.ts';

/** Claims for documents without a claim: those that were stored before their rules claimed anything. */
export async function backfillClaims(bound: Bound): Promise<void> {
  const rules = claimingRules(bound);
  if (rules.length === 0) return;
  for (const document of await bound.documents.find({ _claim: null, _intent: null })) {
    const token = randomUUID();
    const updated = await bound.documents.update({ _id: document._id, _claim: null }, { $set: { _claim: token } });
    if (updated.kind !== 'updated') continue;
    const context = ruleContext(bound, bound.system);
    for (const rule of rules) await rule.claim?.(document, token, context);
  }
}
