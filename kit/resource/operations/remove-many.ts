import type { Filter } from '../../store/port.ts';
import { isPermitted, authorize, restrictFilter, deniedProblem, type ResourceRuntime } from '../runtime.ts';
import type { OperationContext } from '../definition/context.ts';
import { relationsOf, type ParentReferences } from '../definition/relations.ts';
import type { Document } from '../definition/documents.ts';
import { createPendingWrite, committedFilter, type PendingWrite } from '../pending-writes/pending-write.ts';
import { conflictWithPendingWrite } from '../pending-writes/conflict.ts';
import { withCompensation } from '../pending-writes/compensation.ts';
import { withRetry } from '../retry.ts';
import { malformed } from '../common-problems.ts';
import { fail, succeed, type Outcome, type Problem } from '../problems.ts';
import { checkReferences } from './check-references.ts';
import { withDeletionMark } from './deletion-mark.ts';

/** The removal of all documents of a list, or of the whole collection (policy `empty`). */
export interface RemoveManyRequest {
  /** The references of the list, each to one target or to one of several; none for the whole collection. */
  readonly list: ParentReferences | Readonly<Record<string, { readonly $in: readonly string[] }>>;
  /** Whether the whole collection is meant. A list without references is only emptied if it says so. */
  readonly all: boolean;
  readonly cascade: boolean;
}

/** Returns the problem of a request that does not say, or contradicts itself about, which documents it removes. */
function scopeProblem({ definition }: ResourceRuntime, { list, all }: RemoveManyRequest): Problem | undefined {
  const { plural } = definition;
  const relations = relationsOf(definition).map(([name]) => `"${name}"`);
  const alternative = relations.length === 0 ? '' : `, or ${relations.join(' or ')} to remove a part of them`;
  const isWholeCollection = Object.keys(list).length === 0;
  if (isWholeCollection && !all) return malformed(`give "all": true to remove all ${plural}${alternative}`);
  return !isWholeCollection && all
    ? malformed(`"all" removes all ${plural}; leave it out, or leave out ${Object.keys(list).join(' and ')}`)
    : undefined;
}

/**
 * Removes all documents of a list that the caller is allowed to see, all or none: it fails if the caller is not allowed
 * to remove one of them, or if one is still referenced. Returns the number of removed documents.
 */
export async function removeMany(
  runtime: ResourceRuntime,
  request: RemoveManyRequest,
  context: OperationContext,
): Promise<Outcome<number>> {
  const visible = authorize(runtime, 'read', context.caller);
  if (!visible.ok) return visible;
  const ambiguous = scopeProblem(runtime, request);
  if (ambiguous !== undefined) return fail(ambiguous);
  const allowed = authorize(runtime, request.all ? 'empty' : 'remove', context.caller);
  if (!allowed.ok) return allowed;
  const filter = restrictFilter(request.list, visible.value);
  const denied = request.all ? undefined : await checkPermissions(runtime, filter, context);
  if (denied !== undefined) return fail(denied);
  const pendingWrite = createPendingWrite('leaving', { leaseMs: runtime.leaseMs });
  return withDeletionMark(runtime, pendingWrite, () =>
    removeMarked(runtime, { filter, pendingWrite, cascade: request.cascade }, context),
  );
}

async function checkPermissions(
  runtime: ResourceRuntime,
  filter: Filter,
  { caller }: OperationContext,
): Promise<Problem | undefined> {
  const documents = await runtime.documents.find(filter);
  const areAllowed = documents.every((document) => isPermitted(runtime, 'remove', { caller, document }));
  return areAllowed ? undefined : deniedProblem(caller, `remove all of these ${runtime.definition.plural}`);
}

interface MarkedRemoval {
  readonly filter: Filter;
  readonly pendingWrite: PendingWrite;
  readonly cascade: boolean;
}

async function removeMarked(
  runtime: ResourceRuntime,
  { filter, pendingWrite, cascade }: MarkedRemoval,
  context: OperationContext,
) {
  const marked = await withRetry(() => markAll(runtime, filter, pendingWrite), runtime.limits);
  if (!marked.ok) return marked;
  const ids = marked.value.map(({ _id }) => _id);
  const unreferenced = await checkReferences(runtime, { ids, cascade }, context);
  if (!unreferenced.ok) return unreferenced;
  const claimed = marked.value.map((document) => ({ document, token: document._claim }));
  const removeAll = () => runtime.documents.removeMany({ '_intent.token': pendingWrite.token });
  return succeed(await withCompensation(runtime, claimed, removeAll));
}

/** Marks all matching documents for deletion. Fails with a transient problem if one has another pending write. */
async function markAll(
  runtime: ResourceRuntime,
  filter: Filter,
  pendingWrite: PendingWrite,
): Promise<Outcome<readonly Document[]>> {
  const { documents } = runtime;
  await documents.updateMany({ $and: [filter, { _intent: null }] }, { $set: { _intent: pendingWrite } });
  const unmarked = { $and: [filter, committedFilter, { '_intent.token': { $ne: pendingWrite.token } }] };
  const conflicting = await documents.findOne(unmarked);
  if (conflicting !== undefined) return conflictWithPendingWrite(runtime, conflicting);
  return succeed(await documents.find({ '_intent.token': pendingWrite.token }));
}
