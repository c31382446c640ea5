import type { Document } from '../definition/documents.ts';
import type { Release } from '../journal.ts';
import { ruleContext } from '../rule-context.ts';
import type { Bound } from '../runtime.ts';
import { claimingRules } from './claims.ts';

/** What a document claimed under a token; nothing, where the token is undefined. */
export interface Claimed {
  readonly document: Document;
  readonly token: string | undefined;
}

/**
 * Runs a write that makes claims void, then releases the claims. The journal records them before the write, so that
 * recovery releases them if this process dies in between.
 */
export async function withCompensation<T>(
  bound: Bound,
  claimed: readonly Claimed[],
  write: () => Promise<T>,
): Promise<T> {
  const entries = claimingRules(bound).length === 0 ? [] : claimed.flatMap((each) => compensationsOf(each));
  if (entries.length === 0) return write();
  await record(bound, entries);
  const written = await write();
  for (const entry of entries) await applyCompensation(bound, entry);
  return written;
}

const compensationsOf = ({ document, token }: Claimed): Release[] =>
  token === undefined ? [] : [{ _id: `${document._id}/${token}`, token, document, at: new Date() }];

/** Records all entries; one by one where some of them are recorded already. */
async function record({ ledger: { releases } }: Bound, entries: readonly Release[]): Promise<void> {
  if ((await releases.insert(entries)).kind !== 'duplicate') return;
  for (const entry of entries) await releases.insert([entry]);
}

/** Releases what was claimed under the entry's token, unless the document holds it after all; then removes the entry. */
export async function applyCompensation(bound: Bound, { _id, token, document }: Release): Promise<void> {
  const current = await bound.documents.findOne({ _id: document._id });
  const isHeld = current?._claim === token || current?._intent?.token === token;
  const context = ruleContext(bound, bound.system);
  if (!isHeld) for (const rule of claimingRules(bound)) await rule.release?.(document, token, context);
  await bound.ledger.releases.remove({ _id });
}
