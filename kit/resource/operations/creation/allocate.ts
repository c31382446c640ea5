import type { Allotment } from '../../definition/rules.ts';
import type { Context } from '../../definition/context.ts';
import type { Document } from '../../definition/documents.ts';
import { fail, succeed, type Outcome } from '../../problems.ts';
import { transient } from '../../retry.ts';
import { ruleContext } from '../../rule-context.ts';
import type { Bound } from '../../runtime.ts';

/** The allocations of the resource's rules: each fills one uniquely indexed field. */
export const allocations = ({ definition }: Bound): readonly Allotment<Document>[] =>
  definition.rules.flatMap(({ allot }) => allot ?? []);

/** Fills the fields that rules allocate. It stores nothing: the unique indexes decide who gets a value. */
export async function allocate(bound: Bound, document: Document, context: Context): Promise<Outcome<Document>> {
  let filled = document;
  for (const allocation of allocations(bound)) {
    const value = await allocation.next(filled, ruleContext(bound, context));
    if (!value.ok) return value;
    filled = { ...filled, [allocation.field]: value.value };
  }
  return succeed(filled);
}

/**
 * Checks that the allocated values of an inserted document are still valid. An invalid one is withdrawn by removing the
 * document, unless another writer has given it a valid one. Returns the document as it is stored now.
 */
export async function checkAllocation(bound: Bound, document: Document, context: Context): Promise<Outcome<Document>> {
  let current = document;
  for (const allocation of allocations(bound)) {
    for (;;) {
      const holds = await allocation.holds(current, ruleContext(bound, context));
      if (!holds.ok) return holds;
      if (holds.value) break;
      const asRead = { _id: current._id, [allocation.field]: current[allocation.field] as string };
      if ((await bound.documents.remove(asRead)) !== undefined)
        return fail(transient(`the ${allocation.field} that was allocated is no longer available; try again`));
      const stored = await bound.documents.findOne({ _id: current._id });
      if (stored === undefined)
        return fail(transient(`creating the ${bound.definition.name} took too long and was undone; try again`));
      current = stored;
    }
  }
  return succeed(current);
}
