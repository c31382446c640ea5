import { permissionProblem, findVisible, type ResourceRuntime } from '../runtime.ts';
import type { OperationContext } from '../definition/context.ts';
import type { Document } from '../definition/documents.ts';
import { createPendingWrite, ownedBy, unchanged, type PendingWrite } from '../pending-writes/pending-write.ts';
import { conflictWithPendingWrite } from '../pending-writes/conflict.ts';
import { withCompensation } from '../pending-writes/compensation.ts';
import { withRetry } from '../retry.ts';
import { fail, succeed, succeedUnless, type Outcome } from '../problems.ts';
import { checkReferences } from './check-references.ts';
import { withDeletionMark } from './deletion-mark.ts';
import { retryIfUnconditional, concurrentModification, staleProblem, type IfMatch } from './precondition.ts';

export interface RemoveRequest {
  readonly id: string;
  /**
   * Parses the precondition against the current document, which is undefined if it does not exist. Called once per
   * attempt, before permissions are checked.
   */
  readonly ifMatch: (current: Document | undefined) => Outcome<IfMatch>;
  /** Whether to remove the documents that refer to it as well. The caller needs the permission to remove them. */
  readonly cascade: boolean;
}

/** The removed document. */
export interface RemoveResult {
  readonly _id: string;
}

/**
 * Removes a document if the precondition holds and no other document refers to it. A repeated removal of the same
 * version succeeds as the first one did.
 */
export const remove = (
  runtime: ResourceRuntime,
  request: RemoveRequest,
  context: OperationContext,
): Promise<Outcome<RemoveResult>> =>
  withRetry(async () => {
    const checkDurability = runtime.durableReads.watch();
    const { id } = request;
    const found = await findVisible(runtime, id, context.caller);
    const ifMatch = request.ifMatch(found.ok ? found.value : undefined);
    if (!found.ok) {
      if (!ifMatch.ok || !(await wasRemoved(runtime, id, ifMatch.value))) return found;
      return succeedUnless(await checkDurability(), { _id: id });
    }
    if (!ifMatch.ok) return ifMatch;
    const document = found.value;
    const problem =
      permissionProblem(runtime, 'remove', { document, caller: context.caller }) ??
      staleProblem(document, ifMatch.value);
    if (problem !== undefined) return fail(problem);
    if (document._intent !== undefined) return conflictWithPendingWrite(runtime, document);
    return retryIfUnconditional(ifMatch.value, await removeUnreferenced(runtime, { document, request }, context));
  }, runtime.limits);

/** Whether this version was removed before. A caller that knows its entity tag was allowed to see it. */
async function wasRemoved({ journal }: ResourceRuntime, id: string, ifMatch: IfMatch): Promise<boolean> {
  if (ifMatch === '*') return false;
  const tombstone = await journal.tombstones.findOne({ _id: id });
  return tombstone !== undefined && ifMatch.includes(tombstone.etag);
}

/** Records which version is removed, so that a repeated removal of it succeeds. Insertions at the same time are one write. */
async function leaveTombstone({ journal: { tombstones } }: ResourceRuntime, { _id, _etag }: Document): Promise<void> {
  const values = { etag: _etag, at: new Date() };
  const inserted = await tombstones.insert([{ _id, ...values }]);
  // A document with this `_id` was removed before, or a removal failed after this.
  if (inserted.kind === 'duplicate') await tombstones.upsert({ _id }, { $set: values });
}

/** Removes an unreferenced document, provided that it still has the mark for deletion. */
async function removeMarked(
  runtime: ResourceRuntime,
  document: Document,
  mark: PendingWrite,
): Promise<Outcome<RemoveResult>> {
  await leaveTombstone(runtime, document);
  const removed = await withCompensation(runtime, [{ document, token: document._claim }], () =>
    runtime.documents.remove(ownedBy(document, mark)),
  );
  return removed === undefined ? concurrentModification(runtime, document) : succeed({ _id: document._id });
}

/**
 * Marks a document for deletion, so that no new reference to it is created, checks that it is unreferenced, removes it.
 */
async function removeUnreferenced(
  runtime: ResourceRuntime,
  { document, request }: { document: Document; request: RemoveRequest },
  context: OperationContext,
): Promise<Outcome<RemoveResult>> {
  const { documents, leaseMs } = runtime;
  const pendingWrite = createPendingWrite('leaving', { leaseMs });
  const marked = await documents.update(unchanged(document), { $set: { _intent: pendingWrite } });
  if (marked.kind !== 'updated') return concurrentModification(runtime, document);
  return withDeletionMark(runtime, pendingWrite, async () => {
    const unreferenced = await checkReferences(runtime, { ids: [document._id], cascade: request.cascade }, context);
    return unreferenced.ok ? removeMarked(runtime, document, pendingWrite) : unreferenced;
  });
}
