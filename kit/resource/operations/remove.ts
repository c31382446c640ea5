import type { Filter } from '../../store/port.ts';
import { permissionProblem, findVisible, type ResourceRuntime } from '../runtime.ts';
import { toManyRelations } from '../definition/relations.ts';
import type { OperationContext } from '../definition/context.ts';
import type { Document } from '../definition/documents.ts';
import { createPendingWrite, ownedBy, type PendingWrite } from '../pending-writes/pending-write.ts';
import { conflictWithPendingWrite } from '../pending-writes/conflict.ts';
import { withCompensation } from '../pending-writes/compensation.ts';
import { withRetry } from '../retry.ts';
import { fail, succeed, type Outcome } from '../problems.ts';
import { checkReferences } from './check-references.ts';
import { withDeletionMark } from './deletion-mark.ts';
import { retryIfUnconditional, concurrentModification, staleProblem, type IfMatch } from './precondition.ts';

export interface RemoveRequest {
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
export interface RemoveResult {
  readonly _id: string;
}

/** Removes a document that is as it was read, unless others refer to it. Doing it again is answered as the first time. */
export const remove = (
  runtime: ResourceRuntime,
  request: RemoveRequest,
  context: OperationContext,
): Promise<Outcome<RemoveResult>> =>
  withRetry(async () => {
    const { id } = request;
    const found = await findVisible(runtime, id, context.caller);
    const ifMatch = request.ifMatch(found.ok ? found.value : undefined);
    if (!found.ok) return ifMatch.ok && (await wentBefore(runtime, id, ifMatch.value)) ? succeed({ _id: id }) : found;
    if (!ifMatch.ok) return ifMatch;
    const document = found.value;
    const refused =
      permissionProblem(runtime, 'remove', { document, caller: context.caller }) ??
      staleProblem(document, ifMatch.value);
    if (refused !== undefined) return fail(refused);
    if (document._intent !== undefined) return conflictWithPendingWrite(runtime, document);
    const isReferredTo = toManyRelations(runtime.definition).length > 0;
    const gone = isReferredTo ? leave(runtime, { document, request }, context) : take(runtime, document);
    return retryIfUnconditional(ifMatch.value, await gone);
  });

/** Whether it was this version that went: who knows its entity tag has seen it. */
async function wentBefore({ journal }: ResourceRuntime, id: string, ifMatch: IfMatch): Promise<boolean> {
  if (ifMatch === '*') return false;
  const departure = await journal.tombstones.findOne({ _id: id });
  return departure !== undefined && ifMatch.includes(departure.etag);
}

/** Removes what nobody refers to; while it bears the intention, if there is one. */
async function take(
  runtime: ResourceRuntime,
  document: Document,
  pendingWrite?: PendingWrite,
): Promise<Outcome<RemoveResult>> {
  const { _id, _etag, _claim } = document;
  await runtime.journal.tombstones.upsert({ _id }, { $set: { etag: _etag, at: new Date() } });
  const asItIs: Filter = pendingWrite === undefined ? { _id, _etag, _intent: null } : ownedBy(document, pendingWrite);
  const removed = await withCompensation(runtime, [{ document, token: _claim }], () =>
    runtime.documents.remove(asItIs),
  );
  return removed === undefined ? concurrentModification(runtime, document) : succeed({ _id });
}

/** Marks it as leaving, so that nothing new refers to it; looks who does; lets it go, or opens it again. */
async function leave(
  runtime: ResourceRuntime,
  { document, request }: { document: Document; request: RemoveRequest },
  context: OperationContext,
): Promise<Outcome<RemoveResult>> {
  const { documents, leaseMs } = runtime;
  const pendingWrite = createPendingWrite('leaving', { leaseMs });
  const asItWas = { _id: document._id, _etag: document._etag, _intent: null };
  const marked = await documents.update(asItWas, { $set: { _intent: pendingWrite } });
  if (marked.kind !== 'updated') return concurrentModification(runtime, document);
  return withDeletionMark(runtime, pendingWrite, async () => {
    const free = await checkReferences(runtime, { ids: [document._id], cascade: request.cascade }, context);
    return free.ok ? take(runtime, document, pendingWrite) : free;
  });
}
