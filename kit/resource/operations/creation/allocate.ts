import type { Allocation } from '../../definition/rules.ts';
import type { OperationContext } from '../../definition/context.ts';
import type { Document } from '../../definition/documents.ts';
import { ownedBy } from '../../pending-writes/pending-write.ts';
import { fail, succeed, type Outcome } from '../../problems.ts';
import { transient } from '../../retry.ts';
import { ruleContext } from '../../rule-context.ts';
import type { ResourceRuntime } from '../../runtime.ts';
import type { PendingDocument } from './reservation.ts';

/** Returns the allocations of the resource's rules. Each one fills one uniquely indexed field. */
export const allocations = ({ definition }: ResourceRuntime): readonly Allocation<Document>[] =>
  definition.rules.flatMap(({ allocate }) => allocate ?? []);

/** Fills the fields that rules allocate. It stores nothing: the unique indexes decide which document gets a value. */
export async function allocate(
  runtime: ResourceRuntime,
  document: Document,
  context: OperationContext,
): Promise<Outcome<Document>> {
  let filled = document;
  for (const allocation of allocations(runtime)) {
    const value = await allocation.propose(filled, ruleContext(runtime, context));
    if (!value.ok) return value;
    filled = { ...filled, [allocation.field]: value.value };
  }
  return succeed(filled);
}

/**
 * Checks that the allocated values of an inserted document are still valid. If one is invalid, removes the document,
 * unless a concurrent operation has replaced the value. Returns the document as it is stored now.
 */
export async function checkAllocation(
  runtime: ResourceRuntime,
  { document, pendingWrite }: PendingDocument,
  context: OperationContext,
): Promise<Outcome<Document>> {
  const own = ownedBy(document, pendingWrite);
  let current = document;
  for (const allocation of allocations(runtime)) {
    for (;;) {
      const isValid = await allocation.isStillValid(current, ruleContext(runtime, context));
      if (!isValid.ok) return isValid;
      if (isValid.value) break;
      const invalidAllocation = { [allocation.field]: current[allocation.field] as string };
      if ((await runtime.documents.remove({ ...own, ...invalidAllocation })) !== undefined)
        return fail(transient(`the ${allocation.field} that was allocated is no longer available; try again`));
      const stored = await runtime.documents.findOne(own);
      if (stored === undefined)
        return fail(transient(`creating the ${runtime.definition.name} took too long and was undone; try again`));
      current = stored;
    }
  }
  return succeed(current);
}
