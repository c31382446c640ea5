import { permits } from '../../access/policy.ts';
import { permissionProblem, deniedProblem, findVisible, type ResourceRuntime } from '../runtime.ts';
import { isSameValue } from '../compared-values.ts';
import type { OperationContext } from '../definition/context.ts';
import type { Document } from '../definition/documents.ts';
import { parseInput, type ChangeMode, type InputValues } from '../input.ts';
import { conflictWithPendingWrite } from '../pending-writes/conflict.ts';
import { withRetry } from '../retry.ts';
import { fail, succeedUnless, type Outcome } from '../problems.ts';
import { isUnchanged, difference } from './difference.ts';
import { retryIfUnconditional, staleProblem, type IfMatch } from './precondition.ts';
import { writeChange } from './write-change.ts';

/** The parsed content of a change request. */
export interface ChangeInput {
  readonly ifMatch: IfMatch;
  readonly input: unknown;
}

export interface ChangeRequest {
  readonly id: string;
  /** `merge` for PATCH and mutations, `replace` for PUT. */
  readonly mode: ChangeMode;
  /** Parses the request against the current document. Called once per attempt, before permissions are checked. */
  readonly read: (current: Document) => Outcome<ChangeInput>;
}

/**
 * Changes a document if the precondition holds. A request whose values the document already has succeeds and keeps the
 * entity tag, even if `If-Match` does not match: it may be the repetition of a change that was made (RFC 9110 §13.1.1).
 */
export async function change(
  runtime: ResourceRuntime,
  request: ChangeRequest,
  context: OperationContext,
): Promise<Outcome<Document>> {
  const { id, mode } = request;
  return withRetry(async () => {
    const checkDurability = runtime.durableReads.watch();
    const found = await findVisible(runtime, id, context.caller);
    if (!found.ok) return found;
    const previous = found.value;
    const parsed = request.read(previous);
    if (!parsed.ok) return parsed;
    const denied = permissionProblem(runtime, 'change', { document: previous, caller: context.caller });
    if (denied !== undefined) return fail(denied);
    const { ifMatch, input } = parsed.value;
    const staleness = staleProblem(previous, ifMatch);
    const { issues: maxIssues } = runtime.limits;
    const values = parseInput(runtime.definition, input, { mode, current: previous, maxIssues });
    if (!values.ok) return staleness === undefined ? values : fail(staleness);
    const changes = await difference(runtime, { previous, values: values.value, mode });
    if (isUnchanged(changes)) return succeedUnless(await checkDurability(), previous);
    const problem = staleness ?? fieldPermissionProblem(runtime, { values: values.value, document: previous }, context);
    if (problem !== undefined) return fail(problem);
    if (previous._intent !== undefined) return conflictWithPendingWrite(runtime, previous);
    return retryIfUnconditional(ifMatch, await writeChange(runtime, changes, context));
  }, runtime.limits);
}

/** Returns the problem of a caller who is not allowed to change one of the changed fields. */
function fieldPermissionProblem(
  { definition }: ResourceRuntime,
  { values, document }: { values: InputValues; document: Document },
  { caller }: OperationContext,
) {
  const names = [...Object.keys(values.set), ...values.unset].filter(
    (name) => !isSameValue(values.set[name], document[name]),
  );
  const denied = names.find((name) => !permits(definition.policies.fields?.[name]?.(caller) ?? true, document));
  return denied === undefined ? undefined : deniedProblem(caller, `change the ${denied} of this ${definition.name}`);
}
