import {
  isKind,
  problemSlug,
  type ProblemExtension,
  type Outcome,
  type Problem,
  type ProblemKind,
} from '../../resource/problems.ts';
import { unavailable } from '../../resource/common-problems.ts';
import type { GraphqlContext } from '../request-context.ts';
import { toGraphQLError } from '../errors.ts';
import { capitalize } from '../../util/capitalize.ts';

type RenderedProblem = Readonly<Record<string, unknown>>;

/** A document of the service's own is there with its fields; another service's is an entity for the gateway to fill. */
async function referred(resource: string, id: unknown, { service, documents }: GraphqlContext): Promise<unknown> {
  if (typeof id !== 'string') return null;
  if (resource !== service.resource.definition.name) return { __typename: capitalize(resource), id };
  const document = await documents.visible(id);
  if (document === undefined) throw toGraphQLError(unavailable('what was in the way is gone by now; try again'));
  return document;
}

function extensionValue(extension: ProblemExtension, value: unknown, context: GraphqlContext): unknown {
  if (extension.kind === 'reference') return referred(extension.resource, value, context);
  if (extension.kind !== 'references') return value;
  return Promise.all([value ?? []].flat().map((id) => referred(extension.resource, id, context)));
}

/** A problem as a member of a mutation's result, with the `type` URI that problem+json has. */
async function problemMember({ kind, detail, extensions }: Problem, context: GraphqlContext): Promise<RenderedProblem> {
  const members = Object.entries(kind.extensions).map(async ([name, extension]): Promise<[string, unknown]> => [
    name,
    await extensionValue(extension, extensions[name], context),
  ]);
  const type = `${context.service.baseUrl}/problems/${problemSlug(kind)}`;
  const common = { __typename: kind.name, type, title: kind.title, status: kind.status, detail };
  return { ...common, ...Object.fromEntries(await Promise.all(members)) };
}

/** What a mutation answers: its success, a problem that is a member of its result, or an error for any other. */
export async function renderResult(
  outcome: Outcome<RenderedProblem>,
  { name, problems }: { name: string; problems: readonly ProblemKind[] },
  context: GraphqlContext,
): Promise<RenderedProblem> {
  if (outcome.ok) return { __typename: `${capitalize(name)}Success`, ...outcome.value };
  const isMember = problems.some((kind) => isKind(outcome.problem, kind));
  if (isMember) return problemMember(outcome.problem, context);
  throw toGraphQLError(outcome.problem);
}
