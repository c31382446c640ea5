import { randomUUID } from 'node:crypto';
import type { Document } from '../definition/documents.ts';
import type { Compensation } from '../journal.ts';
import { countRuleWrites, ruleContext } from '../rule-context.ts';
import type { ResourceRuntime } from '../runtime.ts';
import { claimingRules } from './claims.ts';

/** The claims that a document made under a token; none if the token is undefined. */
export interface ClaimedValues {
  readonly document: Document;
  readonly token: string | undefined;
}

/**
 * Runs a write that makes claims void, then releases the claims, up to as many records as one request may write. The
 * journal records them before the write, so that maintenance releases the others, and all if this process dies in
 * between.
 */
export async function withCompensation<T>(
  runtime: ResourceRuntime,
  claimed: readonly ClaimedValues[],
  write: () => Promise<T>,
): Promise<T> {
  const entries = claimingRules(runtime).length === 0 ? [] : claimed.flatMap((values) => compensationsOf(values));
  if (entries.length === 0) return write();
  await runtime.journal.compensations.insert(entries);
  const result = await write();
  let records = 0;
  for (const entry of entries) {
    records += countRuleWrites(runtime.definition.rules, entry.document);
    if (records > runtime.limits.ruleWrites) break;
    await applyCompensation(runtime, entry);
  }
  return result;
}

/** The entries of one attempt: another one at the same document must not be done with them. */
const compensationsOf = ({ document, token }: ClaimedValues): Compensation[] =>
  token === undefined ? [] : [{ _id: randomUUID(), token, document, at: new Date() }];

/**
 * Releases the claims of the entry's token, unless the document still holds it; then removes the entry. While the
 * document that holds it has a pending write, that may still make the claims void: the entry stays.
 * @returns whether the entry is done with
 */
export async function applyCompensation(
  runtime: ResourceRuntime,
  { _id, token, document }: Compensation,
): Promise<boolean> {
  // A release cannot be taken back, so the document must not come back in a failover.
  const current = await runtime.durableReads.read(() => runtime.documents.findOne({ _id: document._id }));
  const isHeld = current?._claim === token || current?._intent?.token === token;
  if (isHeld && current._intent !== undefined) return false;
  const context = ruleContext(runtime, runtime.systemContext);
  if (!isHeld) for (const rule of claimingRules(runtime)) await rule.release?.(document, token, context);
  await runtime.journal.compensations.remove({ _id });
  return true;
}
