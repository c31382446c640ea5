import { discardUpdate } from '../pending-writes/claims.ts';
import { executePendingWrite } from '../pending-writes/execute-pending-write.ts';
import type { PendingWrite } from '../pending-writes/pending-write.ts';
import type { Outcome } from '../problems.ts';
import type { ResourceRuntime } from '../runtime.ts';

/** Runs `work` on documents that are marked for deletion. Removes the marks that remain when it fails. */
export const withDeletionMark = <T>(
  runtime: ResourceRuntime,
  pendingWrite: PendingWrite,
  work: () => Promise<Outcome<T>>,
): Promise<Outcome<T>> =>
  executePendingWrite(runtime, pendingWrite, {
    work,
    undo: () => runtime.documents.updateMany({ '_intent.token': pendingWrite.token }, discardUpdate),
  });
