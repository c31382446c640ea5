import { permits } from '../../access/policy.ts';
import { deniedProblem, findVisible, type ResourceRuntime } from '../runtime.ts';
import type { ActionResult, Action } from '../definition/actions.ts';
import type { OperationContext } from '../definition/context.ts';
import type { Document } from '../definition/documents.ts';
import { parseActionInput } from '../input.ts';
import { fail, isKind, succeed, type Outcome, type Problem } from '../problems.ts';

export interface ActionRequest {
  readonly id: string;
  readonly action: Action;
  readonly input: unknown;
}

/** An action that is done. */
export interface PerformedAction {
  /** The document that it was done with, as it was before. */
  readonly document: Document;
  readonly result: ActionResult;
}

/** Does what an action does to one document. */
export async function act(
  runtime: ResourceRuntime,
  { id, action, input }: ActionRequest,
  context: OperationContext,
): Promise<Outcome<PerformedAction>> {
  const found = await findVisible(runtime, id, context.caller);
  if (!found.ok) return found;
  if (!permits(action.policy(context.caller), found.value)) return fail(deniedProblem(context.caller, action.title));
  const values = parseActionInput(action.input, input);
  if (!values.ok) return values;
  const acted = await action.run(found.value, values.value.set, context);
  return acted.ok ? succeed({ document: found.value, result: acted.value }) : fail(adopted(acted.problem, action));
}

/** A peer's problem as one of the action's own, where it is of a kind that the action names. */
function adopted(problem: Problem, { problems }: Action): Problem {
  const own = problems.find((kind) => isKind(problem, kind));
  if (own === undefined) return problem;
  const known = Object.entries(problem.extensions).filter(([name]) => name in own.extensions);
  return own(problem.detail, Object.fromEntries(known));
}
