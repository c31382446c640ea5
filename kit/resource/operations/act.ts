import type { Caller } from '../../access/caller.ts';
import { permits } from '../../access/policy.ts';
import { busy } from '../common-problems.ts';
import { deniedProblem, findVisible, type ResourceRuntime } from '../runtime.ts';
import type { ActionResult, Action } from '../definition/actions.ts';
import type { OperationContext } from '../definition/context.ts';
import type { Document } from '../definition/documents.ts';
import { parseActionInput } from '../input.ts';
import { isObject } from '../../util/is-object.ts';
import { fail, isKind, succeed, type Outcome, type Problem } from '../problems.ts';
import { withRetry } from '../retry.ts';

/** An action on a document. */
export interface ActionTarget {
  readonly id: string;
  readonly action: Pick<Action, 'method' | 'path' | 'isQueued'>;
}

/** An attempt to perform an action, of a caller who is not known yet. */
export interface ActionAttempt extends ActionTarget {
  /** Whether the caller has waited for too long already, or would have to. */
  readonly isLate: boolean;
}

export interface ActionRequest extends ActionTarget {
  readonly action: Action;
  readonly input: unknown;
}

/** A performed action. */
export interface PerformedAction {
  /** The document as it was before the action. */
  readonly document: Document;
  readonly result: ActionResult;
}

const keyOf = ({ id, action }: ActionTarget): string => `${action.method} ${id}/${action.path}`;

const busyFor = (seconds: number): Problem =>
  busy(`too many others want this at the same time; come again in ${seconds} s`, { retryAfter: seconds });

/** Returns `Busy` if so many callers want to perform an action on a document that no other can wait. */
export function congestion({ admission }: ResourceRuntime, { isLate, ...target }: ActionAttempt): Problem | undefined {
  const seconds = target.action.isQueued === true ? admission.refusal(keyOf(target), isLate) : undefined;
  return seconds === undefined ? undefined : busyFor(seconds);
}

/** Runs an action that is queued when it is the caller's turn. Fails with `Busy` if too many wait. */
async function inTurn(
  { admission }: ResourceRuntime,
  { caller, ...target }: ActionTarget & { readonly caller: Caller },
  run: () => Promise<Outcome<ActionResult>>,
): Promise<Outcome<ActionResult>> {
  if (target.action.isQueued !== true) return run();
  const admitted = await admission.run({ key: keyOf(target), caller: caller.id ?? caller.username ?? '' }, run);
  return admitted.kind === 'done' ? admitted.result : fail(busyFor(admitted.retryAfterSeconds));
}

/**
 * Performs an action on a document that the caller is allowed to see. It is attempted again while a concurrent operation
 * blocks it.
 */
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
  const run = () => withRetry(() => action.run(document, values.value.set, context), runtime.limits);
  const result = await inTurn(runtime, { id, action, caller: context.caller }, run);
  return result.ok ? succeed({ document, result: result.value }) : fail(asDeclaredProblem(result.problem, action));
}

/** Converts a remote service's problem to the kind of the same name that the action declares, if there is one. */
function asDeclaredProblem(problem: Problem, { problems }: Action): Problem {
  const declared = problems.find((kind) => isKind(problem, kind));
  if (declared === undefined) return problem;
  const extensions = Object.entries(problem.extensions).filter(([name]) => Object.hasOwn(declared.extensions, name));
  return { ...problem, kind: declared, extensions: Object.fromEntries(extensions) };
}
