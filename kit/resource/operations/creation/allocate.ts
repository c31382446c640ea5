import type { Allocation } from '../../definition/rules.ts';
import type { OperationContext } from '../../definition/context.ts';
import type { Document } from '../../definition/documents.ts';
import { fail, succeed, type Outcome } from '../../problems.ts';
import { transient } from '../../retry.ts';
import { ruleContext } from '../../rule-context.ts';
import type { ResourceRuntime } from '../../runtime.ts';

/** The allocations of the resource's rules: each fills one uniquely indexed field. */
export const allocations = ({ definition }: ResourceRuntime): readonly Allocation<Document>[] =>
  definition.rules.flatMap(({ allocate }) => allocate ?? []);

/** Fills the fields that rules allocate. It stores nothing: the unique indexes decide who gets a value. */
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
 * Checks that the allocated values of an inserted document are still valid. An invalid one is withdrawn by removing the
 * document, unless another writer has given it a valid one. Returns the document as it is stored now.
 */
export async function checkAllocation(
  runtime: ResourceRuntime,
  document: Document,
  context: OperationContext,
): Promise<Outcome<Document>> {
  let current = document;
  for (const allocation of allocations(runtime)) {
    for (;;) {
      const holds = await allocation.isStillValid(current, ruleContext(runtime, context));
      if (!holds.ok) return holds;
      if (holds.value) break;
      const asRead = { _id: current._id, [allocation.field]: current[allocation.field] as string };
      if ((await runtime.documents.remove(asRead)) !== undefined)
        return fail(transient(`the ${allocation.field} that was allocated is no longer available; try again`));
      const stored = await runtime.documents.findOne({ _id: current._id });
      if (stored === undefined)
        return fail(transient(`creating the ${runtime.definition.name} took too long and was undone; try again`));
      current = stored;
    }
  }
  return succeed(current);
}
