import type { Definition } from './definition/definition.ts';
import * as common from './common-problems.ts';
import type { ProblemKind } from './problems.ts';

export const commonProblems: readonly ProblemKind[] = [
  common.malformed,
  common.unauthenticated,
  common.notAllowed,
  common.notFound,
  common.duplicate,
  common.inUse,
  common.stale,
  common.invalid,
  common.keyReused,
  common.keyInUse,
  common.tooManyAttempts,
  common.unavailable,
  common.busy,
];

/** Returns all kinds of problem that the operations of a resource can return. */
export function problemsOf(definition: Definition): readonly ProblemKind[] {
  const own = [...definition.rules, ...Object.values(definition.actions)].flatMap(({ problems }) => problems);
  return [...new Map([...commonProblems, ...own].map((kind) => [kind.name, kind])).values()];
}
