import { permits } from '../../access/policy.ts';
import { deniedProblem, findVisible, type ResourceRuntime } from '../runtime.ts';
import type { ActionResult, Action } from '../definition/actions.ts';
import type { OperationContext } from '../definition/context.ts';
import type { Document } from '../definition/documents.ts';
import { parseActionInput } from '../input.ts';
import { isObject } from '../../util/is-object.ts';
import { fail, isKind, succeed, type Outcome, type Problem } from '../problems.ts';

export interface ActionRequest {
  readonly id: string;
  readonly action: Action;
  readonly input: unknown;
}

/** A performed action. */
export interface PerformedAction {
  /** The document as it was before the action. */
  readonly document: Document;
  readonly result: ActionResult;
}

/** Performs an action on a document that the caller is allowed to see. */
export async function act(
  runtime: ResourceRuntime,
  { id, action, input }: ActionRequest,
  context: OperationContext,
): Promise<Outcome<PerformedAction>> {
  const found = await findVisible(runtime, id, context.caller);
  if (!found.ok) return found;
  const document = found.value;
  if (!permits(action.policy(context.caller), document))
    return fail(deniedProblem(context.caller, `perform the action "${action.title}"`));
  const denied = isObject(input) ? action.checkPermission?.(input, context.caller) : undefined;
  if (denied !== undefined) return fail(denied);
  const values = parseActionInput(action.input, input, { maxIssues: runtime.limits.issues });
  if (!values.ok) return values;
  const result = await action.run(document, values.value.set, context);
  return result.ok ? succeed({ document, result: result.value }) : fail(asDeclaredProblem(result.problem, action));
}

/** Converts a remote service's problem to the kind of the same name that the action declares, if there is one. */
function asDeclaredProblem(problem: Problem, { problems }: Action): Problem {
  const declared = problems.find((kind) => isKind(problem, kind));
  if (declared === undefined) return problem;
  const extensions = Object.entries(problem.extensions).filter(([name]) => Object.hasOwn(declared.extensions, name));
  return { ...problem, kind: declared, extensions: Object.fromEntries(extensions) };
}
