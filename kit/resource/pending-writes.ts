import { randomUUID } from 'node:crypto';
import type { Filter, Update } from '../store/port.ts';
import type { Bound } from './runtime.ts';
import type { Context, Document, Rule, RuleContext } from './definition.ts';
import { isExpired, pendingFilter, type Intention } from './pending-write.ts';
import { forgetOld, type Release } from './journal.ts';
import { fail, type Outcome } from './problems.ts';
import { transient } from './retry.ts';

/** What a rule sees of a bound resource. */
export const ruleContext = (bound: Bound, context: Context): RuleContext<Document> => ({
  ...context,
  documents: bound.documents,
  settle: (document) => settle(bound, document),
});

/** Matches the document while it bears this intention. */
export const bearing = ({ _id }: { readonly _id: string }, { token }: Intention): Filter => ({
  _id,
  '_intent.token': token,
});

/** Rules whose claims have to be given back. */
export const claimants = ({ definition }: Bound): readonly Rule[] =>
  definition.rules.filter(({ release }) => release !== undefined);

const noIntention: Update = { $unset: { _intent: true } };
/** Takes an intention off, and nothing else. */
export const confirmation = (bound: Bound, { token }: Intention): Update =>
  claimants(bound).length === 0 ? noIntention : { ...noIntention, $set: { _claim: token } };

/** Keeps intentions from expiring while something is under way. */
export async function holding<T>(bound: Bound, { token }: Intention, work: () => Promise<T>): Promise<T> {
  const renew = async (): Promise<void> => {
    const until = new Date(Date.now() + bound.intentionMs);
    await bound.documents.updateMany({ '_intent.token': token }, { $set: { '_intent.until': until } });
  };
  // A renewal that fails lets the intention expire, and then the store refuses what would have been confirmed.
  const timer = setInterval(() => void renew().catch(() => undefined), bound.intentionMs / 3);
  timer.unref();
  try {
    return await work();
  } finally {
    clearInterval(timer);
  }
}

/** Something that a document holds under a token. */
export interface Claimed {
  readonly document: Document;
  readonly token: string | undefined;
}

/**
 * Does what makes claims void, and gives them back. What is to be given back is written down first, so that it is also
 * given back when nobody lives to do it.
 */
export async function releasing<T>(bound: Bound, claimed: readonly Claimed[], make: () => Promise<T>): Promise<T> {
  const entries = claimants(bound).length === 0 ? [] : claimed.flatMap((each) => releaseOf(each));
  if (entries.length === 0) return make();
  const { releases } = bound.ledger;
  if ((await releases.insert(entries)).kind === 'duplicate')
    for (const entry of entries) await releases.insert([entry]);
  const made = await make();
  for (const entry of entries) await release(bound, entry);
  return made;
}

const releaseOf = ({ document, token }: Claimed): Release[] =>
  token === undefined ? [] : [{ _id: `${document._id}/${token}`, token, document, at: new Date() }];

async function release(bound: Bound, { _id, token, document }: Release): Promise<void> {
  const now = await bound.documents.findOne({ _id: document._id });
  const isBorne = now?._claim === token || now?._intent?.token === token;
  const context = ruleContext(bound, bound.system);
  if (!isBorne) for (const rule of claimants(bound)) await rule.release?.(document, token, context);
  await bound.ledger.releases.remove({ _id });
}

/** Finishes the intention of a document if its time is over: by its facts, and only if nobody has renewed it. */
export async function settle(bound: Bound, document: Document): Promise<void> {
  const intention = document._intent;
  if (intention === undefined || !isExpired(intention)) return;
  const expired: Filter = { ...bearing(document, intention), '_intent.until': intention.until };
  if (await finish(bound, document, expired)) bound.tally.finished++;
}

async function finish(bound: Bound, document: Document, expired: Filter): Promise<boolean> {
  const { documents } = bound;
  const intention = document._intent;
  if (intention?.kind === 'arriving') {
    if (await isCommitted(bound, intention))
      return (await documents.update(expired, confirmation(bound, intention))).kind === 'updated';
    const claimed = [{ document, token: intention.token }];
    return (await releasing(bound, claimed, () => documents.remove(expired))) !== undefined;
  }
  const intended = { ...document, ...intention?.next };
  const claimed = intention?.kind === 'changing' ? [{ document: intended, token: intention.token }] : [];
  return (await releasing(bound, claimed, () => documents.update(expired, noIntention))).kind === 'updated';
}

/** Whether the batch of an arriving document was decided for; one that was not decided is decided against. */
async function isCommitted({ ledger }: Bound, { batch }: Intention): Promise<boolean> {
  if (batch === undefined) return false;
  await ledger.batches.update({ _id: batch, state: 'open' }, { $set: { state: 'aborted' } });
  return (await ledger.batches.findOne({ _id: batch }))?.state === 'committed';
}

/** What to answer while somebody else has an intention with the document; the next try may find it finished. */
export async function occupied(bound: Bound, document: Document): Promise<Outcome<never>> {
  await settle(bound, document);
  return fail(transient(`the ${bound.definition.name} is being created, changed or removed by others; try again`));
}

/** How many intentions there are. */
export const countPending = ({ documents }: Bound): Promise<number> => documents.count(pendingFilter);

/** Forgets the record of a batch that no document waits for; one that was still open cannot be decided for then. */
async function forgetBatch({ documents, ledger }: Bound, _id: string): Promise<void> {
  const waiting = await documents.findOne({ '_intent.token': _id });
  if (waiting === undefined) await ledger.batches.remove({ _id });
}

/** Finishes every intention whose time is over, gives back what nobody gave back, and forgets what is old. */
export async function sweep(bound: Bound): Promise<void> {
  const now = new Date();
  const expired: Filter = { $and: [pendingFilter, { '_intent.until': { $lte: now } }] };
  for (const document of await bound.documents.find(expired)) await settle(bound, document);
  const left: Filter = { at: { $lt: new Date(now.getTime() - bound.intentionMs) } };
  for (const entry of await bound.ledger.releases.find(left)) {
    await release(bound, entry);
    bound.tally.finished++;
  }
  for (const { _id } of await bound.ledger.batches.find(left)) await forgetBatch(bound, _id);
  await forgetOld(bound.ledger);
  for (const rule of bound.definition.rules) await rule.sweep?.(ruleContext(bound, bound.system));
}

/** Claims for documents that have no claim: those that were stored before their rules claimed anything. */
export async function adopt(bound: Bound): Promise<void> {
  const rules = claimants(bound);
  if (rules.length === 0) return;
  for (const document of await bound.documents.find({ _claim: null, _intent: null })) {
    const token = randomUUID();
    const adopted = await bound.documents.update({ _id: document._id, _claim: null }, { $set: { _claim: token } });
    if (adopted.kind !== 'updated') continue;
    const context = ruleContext(bound, bound.system);
    for (const rule of rules) await rule.claim?.(document, token, context);
  }
}
