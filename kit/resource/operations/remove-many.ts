import type { Filter } from '../../store/port.ts';
import { isPermitted, authorize, restrictFilter, deniedProblem, type ResourceRuntime } from '../runtime.ts';
import type { OperationContext } from '../definition/context.ts';
import type { ParentReferences } from '../definition/relations.ts';
import type { Document } from '../definition/documents.ts';
import { createPendingWrite, committedFilter, type PendingWrite } from '../pending-writes/pending-write.ts';
import { conflictWithPendingWrite } from '../pending-writes/conflict.ts';
import { withCompensation } from '../pending-writes/compensation.ts';
import { withRetry } from '../retry.ts';
import { fail, succeed, type Outcome, type Problem } from '../problems.ts';
import { checkReferences } from './check-references.ts';
import { withDeletionMark } from './deletion-mark.ts';

/** Which documents to remove: those of a list; without references that is the whole collection (`empty` in the policies). */
export interface RemoveManyRequest {
  readonly list: ParentReferences;
  readonly cascade: boolean;
}

/** Removes many; none, if the caller may not remove one of them or if one is referred to. Answers how many went. */
export async function removeMany(
  runtime: ResourceRuntime,
  request: RemoveManyRequest,
  context: OperationContext,
): Promise<Outcome<number>> {
  const isWhole = Object.keys(request.list).length === 0;
  const allowed = authorize(runtime, isWhole ? 'empty' : 'remove', context.caller);
  if (!allowed.ok) return allowed;
  const seen = authorize(runtime, 'read', context.caller);
  if (!seen.ok) return seen;
  const filter = restrictFilter(request.list, seen.value);
  const forbidden = isWhole ? undefined : await firstForbidden(runtime, filter, context);
  if (forbidden !== undefined) return fail(forbidden);
  const pendingWrite = createPendingWrite('leaving', { leaseMs: runtime.leaseMs });
  return withDeletionMark(runtime, pendingWrite, () =>
    clearMarked(runtime, { filter, pendingWrite, cascade: request.cascade }, context),
  );
}

async function firstForbidden(
  runtime: ResourceRuntime,
  filter: Filter,
  { caller }: OperationContext,
): Promise<Problem | undefined> {
  const documents = await runtime.documents.find(filter);
  const all = documents.every((document) => isPermitted(runtime, 'remove', { caller, document }));
  return all ? undefined : deniedProblem(caller, `remove all of these ${runtime.definition.plural}`);
}

interface Marking {
  readonly filter: Filter;
  readonly pendingWrite: PendingWrite;
  readonly cascade: boolean;
}

async function clearMarked(
  runtime: ResourceRuntime,
  { filter, pendingWrite, cascade }: Marking,
  context: OperationContext,
) {
  const marked = await withRetry(() => markAll(runtime, filter, pendingWrite));
  if (!marked.ok) return marked;
  const ids = marked.value.map(({ _id }) => _id);
  const free = await checkReferences(runtime, { ids, cascade }, context);
  if (!free.ok) return free;
  const claimed = marked.value.map((document) => ({ document, token: document._claim }));
  const removeAll = () => runtime.documents.removeMany({ '_intent.token': pendingWrite.token });
  return succeed(await withCompensation(runtime, claimed, removeAll));
}

/** Marks every document that matches; those that others have under way are waited for. */
async function markAll(
  runtime: ResourceRuntime,
  filter: Filter,
  pendingWrite: PendingWrite,
): Promise<Outcome<readonly Document[]>> {
  const { documents } = runtime;
  await documents.updateMany({ $and: [filter, { _intent: null }] }, { $set: { _intent: pendingWrite } });
  const others = { $and: [filter, committedFilter, { '_intent.token': { $ne: pendingWrite.token } }] };
  const other = await documents.findOne(others);
  if (other !== undefined) return conflictWithPendingWrite(runtime, other);
  return succeed(await documents.find({ '_intent.token': pendingWrite.token }));
}
