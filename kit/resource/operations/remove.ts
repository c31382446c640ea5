import type { Filter } from '../../store/port.ts';
import { forbiddenVerb, visible, type Bound } from '../runtime.ts';
import { collections } from '../definition/relations.ts';
import type { Context } from '../definition/context.ts';
import type { Document } from '../definition/documents.ts';
import { createPendingWrite, ownedBy, type Intention } from '../pending-writes/pending-write.ts';
import { conflictWithPendingWrite } from '../pending-writes/conflict.ts';
import { withCompensation } from '../pending-writes/compensation.ts';
import { withRetry } from '../retry.ts';
import { fail, succeed, type Outcome } from '../problems.ts';
import { letGo } from './check-references.ts';
import { whileLeaving } from './deletion-mark.ts';
import { overridden, overtaken, staleness, type IfMatch } from './precondition.ts';

export interface Removal {
  readonly id: string;
  /**
   * Reads the condition of the request against the document as it is now, undefined where it is gone; called once an
   * attempt, before any permission to remove it.
   */
  readonly ifMatch: (current: Document | undefined) => Outcome<IfMatch>;
  /** Remove what refers to it as well, as far as the caller may. */
  readonly cascade: boolean;
}

/** What went. */
export interface Removed {
  readonly _id: string;
}

/** Removes a document that is as it was read, unless others refer to it. Doing it again is answered as the first time. */
export const remove = (bound: Bound, request: Removal, context: Context): Promise<Outcome<Removed>> =>
  withRetry(async () => {
    const { id } = request;
    const found = await visible(bound, id, context.caller);
    const ifMatch = request.ifMatch(found.ok ? found.value : undefined);
    if (!found.ok) return ifMatch.ok && (await wentBefore(bound, id, ifMatch.value)) ? succeed({ _id: id }) : found;
    if (!ifMatch.ok) return ifMatch;
    const document = found.value;
    const refused =
      forbiddenVerb(bound, 'remove', { document, caller: context.caller }) ?? staleness(document, ifMatch.value);
    if (refused !== undefined) return fail(refused);
    if (document._intent !== undefined) return conflictWithPendingWrite(bound, document);
    const isReferredTo = collections(bound.definition).length > 0;
    const gone = isReferredTo ? leave(bound, { document, request }, context) : take(bound, document);
    return overridden(ifMatch.value, await gone);
  });

/** Whether it was this version that went: who knows its entity tag has seen it. */
async function wentBefore({ ledger }: Bound, id: string, ifMatch: IfMatch): Promise<boolean> {
  if (ifMatch === '*') return false;
  const departure = await ledger.departures.findOne({ _id: id });
  return departure !== undefined && ifMatch.includes(departure.etag);
}

/** Removes what nobody refers to; while it bears the intention, if there is one. */
async function take(bound: Bound, document: Document, intention?: Intention): Promise<Outcome<Removed>> {
  const { _id, _etag, _claim } = document;
  await bound.ledger.departures.upsert({ _id }, { $set: { etag: _etag, at: new Date() } });
  const asItIs: Filter = intention === undefined ? { _id, _etag, _intent: null } : ownedBy(document, intention);
  const removed = await withCompensation(bound, [{ document, token: _claim }], () => bound.documents.remove(asItIs));
  return removed === undefined ? overtaken(bound, document) : succeed({ _id });
}

/** Marks it as leaving, so that nothing new refers to it; looks who does; lets it go, or opens it again. */
async function leave(
  bound: Bound,
  { document, request }: { document: Document; request: Removal },
  context: Context,
): Promise<Outcome<Removed>> {
  const { documents, intentionMs } = bound;
  const intention = createPendingWrite('leaving', { holdMs: intentionMs });
  const asItWas = { _id: document._id, _etag: document._etag, _intent: null };
  const marked = await documents.update(asItWas, { $set: { _intent: intention } });
  if (marked.kind !== 'updated') return overtaken(bound, document);
  return whileLeaving(bound, intention, async () => {
    const free = await letGo(bound, { ids: [document._id], cascade: request.cascade }, context);
    return free.ok ? take(bound, document, intention) : free;
  });
}
