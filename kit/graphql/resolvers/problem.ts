import {
  isKind,
  problemSlug,
  type ProblemExtension,
  type Outcome,
  type Problem,
  type ProblemKind,
} from '../../resource/problems.ts';
import { invalidInput, unavailable } from '../../resource/common-problems.ts';
import type { GraphqlContext } from '../request-context.ts';
import { toGraphQLError } from '../errors.ts';
import { capitalize } from '../../util/capitalize.ts';

type RenderedProblem = Readonly<Record<string, unknown>>;

/** Returns the service's own document, or an entity reference that the gateway resolves at another service. */
async function resolveReference(
  resource: string,
  id: unknown,
  { service, documents }: GraphqlContext,
): Promise<unknown> {
  if (typeof id !== 'string') return null;
  if (resource !== service.resource.definition.name) return { __typename: capitalize(resource), id };
  const document = await documents.visible(id);
  if (document === undefined) throw toGraphQLError(unavailable('the conflicting document no longer exists; try again'));
  return document;
}

/** Returns an extension member of a problem, with references resolved. */
function extensionValue(extension: ProblemExtension, value: unknown, context: GraphqlContext): unknown {
  if (extension.kind === 'reference') return resolveReference(extension.resource, value, context);
  if (extension.kind !== 'references') return value;
  return Promise.all([value ?? []].flat().map((id) => resolveReference(extension.resource, id, context)));
}

/** Returns a problem as a member of a mutation's result union, with the `type` URI of its problem+json. */
async function renderProblem({ kind, detail, extensions }: Problem, context: GraphqlContext): Promise<RenderedProblem> {
  const members = Object.entries(kind.extensions).map(async ([name, extension]): Promise<[string, unknown]> => [
    name,
    await extensionValue(extension, extensions[name], context),
  ]);
  const type = `${context.service.baseUrl}/problems/${problemSlug(kind)}`;
  const common = { __typename: kind.name, type, title: kind.title, status: kind.status, detail };
  return { ...common, ...Object.fromEntries(await Promise.all(members)) };
}

/**
 * Returns the result of a mutation: its success, or a problem that is a member of its result union.
 *
 * @throws GraphQLError for any other problem
 */
export async function renderResult(
  outcome: Outcome<RenderedProblem>,
  { name, problems }: { name: string; problems: readonly ProblemKind[] },
  context: GraphqlContext,
): Promise<RenderedProblem> {
  if (outcome.ok) return { __typename: `${capitalize(name)}Success`, ...outcome.value };
  const { inputIssues } = outcome.problem;
  const problem = inputIssues === undefined ? outcome.problem : invalidInput(inputIssues);
  const isMember = problems.some((kind) => isKind(problem, kind));
  if (isMember) return renderProblem(problem, context);
  throw toGraphQLError(problem);
}
