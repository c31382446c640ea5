import { randomUUID } from 'node:crypto';
import { ruleContext } from '../rule-context.ts';
import type { ResourceRuntime } from '../runtime.ts';
import { claimingRules } from './claims.ts';
import { unchanged } from './pending-write.ts';

/** Makes the claims of documents that were stored before their rules claimed anything. */
export async function backfillClaims(runtime: ResourceRuntime): Promise<void> {
  const rules = claimingRules(runtime);
  if (rules.length === 0) return;
  for (const document of await runtime.documents.find({ _claim: null, _intent: null })) {
    const token = randomUUID();
    const updated = await runtime.documents.update(
      { ...unchanged(document), _claim: null },
      { $set: { _claim: token } },
    );
    if (updated.kind !== 'updated') continue;
    const context = ruleContext(runtime, runtime.systemContext);
    for (const rule of rules) await rule.claim?.(document, token, context);
  }
}
