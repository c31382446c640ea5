import { covers } from '../../access/policy.ts';
import { refusal, visible, type Bound } from '../runtime.ts';
import type { Acted, Action } from '../definition/actions.ts';
import type { Context } from '../definition/context.ts';
import type { Document } from '../definition/documents.ts';
import { readFields } from '../input.ts';
import { fail, isKind, succeed, type Outcome, type Problem } from '../problems.ts';

export interface Deed {
  readonly id: string;
  readonly action: Action;
  readonly input: unknown;
}

/** An action that is done. */
export interface CompletedAction {
  /** The document that it was done with, as it was before. */
  readonly document: Document;
  readonly result: Acted;
}

/** Does what an action does to one document. */
export async function act(
  bound: Bound,
  { id, action, input }: Deed,
  context: Context,
): Promise<Outcome<CompletedAction>> {
  const found = await visible(bound, id, context.caller);
  if (!found.ok) return found;
  if (!covers(action.policy(context.caller), found.value)) return fail(refusal(context.caller, action.title));
  const values = readFields(action.input, input);
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
