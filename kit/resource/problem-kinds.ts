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
];

/** Every kind of problem that a resource's operations can answer with. */
export function problemsOf(definition: Definition): readonly ProblemKind[] {
  const own = [...definition.rules, ...Object.values(definition.actions)].flatMap(({ problems }) => problems);
  return [...new Map([...commonProblems, ...own].map((kind) => [kind.name, kind])).values()];
}
