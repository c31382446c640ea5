import { permits } from '../../access/policy.ts';
import { permissionProblem, deniedProblem, findVisible, type ResourceRuntime } from '../runtime.ts';
import type { OperationContext } from '../definition/context.ts';
import type { Document } from '../definition/documents.ts';
import { parseInput, type WriteMode, type InputValues } from '../input.ts';
import { conflictWithPendingWrite } from '../pending-writes/conflict.ts';
import { withRetry } from '../retry.ts';
import { fail, succeed, type Outcome } from '../problems.ts';
import { isUnchanged, difference } from './difference.ts';
import { retryIfUnconditional, staleProblem, type IfMatch } from './precondition.ts';
import { writeChange } from './write-change.ts';

/** What a request to change a document says. */
export interface ChangeInput {
  readonly ifMatch: IfMatch;
  readonly input: unknown;
}

export interface ChangeRequest {
  readonly id: string;
  /** `part`: absent is unchanged (PATCH). `whole`: absent is removed (PUT). */
  readonly mode: WriteMode;
  /** Reads the request against the document as it is now; called once an attempt, before any permission to change it. */
  readonly read: (current: Document) => Outcome<ChangeInput>;
}

/**
 * Changes a document that is as it was read. A change that changes nothing leaves the entity tag; one that was made
 * already is answered as it was then, whatever the entity tag (RFC 9110 §13.1.1).
 */
export async function change(
  runtime: ResourceRuntime,
  request: ChangeRequest,
  context: OperationContext,
): Promise<Outcome<Document>> {
  const { id, mode } = request;
  return withRetry(async () => {
    const found = await findVisible(runtime, id, context.caller);
    if (!found.ok) return found;
    const previous = found.value;
    const read = request.read(previous);
    if (!read.ok) return read;
    const forbidden = permissionProblem(runtime, 'change', { document: previous, caller: context.caller });
    if (forbidden !== undefined) return fail(forbidden);
    const { ifMatch, input } = read.value;
    const outdated = staleProblem(previous, ifMatch);
    const values = parseInput(runtime.definition, input, mode);
    if (!values.ok) return outdated === undefined ? values : fail(outdated);
    const wanted = await difference(runtime, { previous, values: values.value, mode });
    if (isUnchanged(wanted)) return succeed(previous);
    const refused = outdated ?? forbiddenField(runtime, { values: values.value, document: previous }, context);
    if (refused !== undefined) return fail(refused);
    if (previous._intent !== undefined) return conflictWithPendingWrite(runtime, previous);
    return retryIfUnconditional(ifMatch, await writeChange(runtime, wanted, context));
  });
}

function forbiddenField(
  { definition }: ResourceRuntime,
  { values, document }: { values: InputValues; document: Document },
  { caller }: OperationContext,
) {
  const names = [...Object.keys(values.set), ...values.unset].filter((name) => values.set[name] !== document[name]);
  const name = names.find((each) => !permits(definition.policies.fields?.[each]?.(caller) ?? true, document));
  return name === undefined ? undefined : deniedProblem(caller, `change the ${name} of this ${definition.name}`);
}
