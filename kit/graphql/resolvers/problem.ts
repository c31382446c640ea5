import { problemSlug, type ExtensionKind, type Outcome, type Problem, type ProblemKind } from '../../resource/problems.ts';
import { errorOf } from '../errors.ts';
import { pascal } from '../naming.ts';

const extensionValue = (extension: ExtensionKind, value: unknown): unknown =>
  extension.kind === 'reference' ? (value === undefined ? null : { __typename: pascal(extension.resource), id: value }) : value;

/** A problem as a member of a mutation's result, with the `type` URI that problem+json has. */
export function problemMember({ kind, detail, extensions }: Problem, base: string): Readonly<Record<string, unknown>> {
  const members = Object.entries(kind.extensions).map(([name, extension]) => [name, extensionValue(extension, extensions[name])]);
  const type = `${base}/problems/${problemSlug(kind)}`;
  return { __typename: kind.name, type, title: kind.title, status: kind.status, detail, ...Object.fromEntries(members) };
}

/** What a mutation answers: its success, a problem that is a member of its result, or an error for any other. */
export function present<T>(
  outcome: Outcome<T>,
  { name, problems, base }: { name: string; problems: readonly ProblemKind[]; base: string },
  render: (value: T) => Readonly<Record<string, unknown>>,
): Readonly<Record<string, unknown>> {
  if (outcome.ok) return { __typename: `${pascal(name)}Success`, ...render(outcome.value) };
  const isMember = problems.some((kind) => kind.name === outcome.problem.kind.name);
  if (isMember) return problemMember(outcome.problem, base);
  throw errorOf(outcome.problem);
}
