import type { GraphQLResolveInfo } from 'graphql';
import { relationsOf, type ParentReferences } from '../../resource/definition/relations.ts';
import type { Action } from '../../resource/definition/actions.ts';
import type { OperationContext } from '../../resource/definition/context.ts';
import type { Definition } from '../../resource/definition/definition.ts';
import type { Outcome } from '../../resource/problems.ts';
import type { IdempotencyKey } from '../../resource/operations/idempotency.ts';
import type { Resource } from '../../resource/resource.ts';
import type { GraphqlContext } from '../request-context.ts';
import { badUserInput } from '../errors.ts';
import { pluralType, typeName } from '../naming.ts';
import { capitalize } from '../../util/capitalize.ts';
import { succeed } from '../../resource/problems.ts';
import { mutationPlans } from '../sdl/mutations.ts';
import { renderResult } from './problem.ts';

type MutationArguments = Readonly<Record<string, unknown>>;
type RenderedFields = Readonly<Record<string, unknown>>;
interface MutationContext {
  readonly context: OperationContext;
  /** The client's key for this one mutation, if it sent one. */
  readonly idempotency: IdempotencyKey | undefined;
}
/** Runs a mutation, and returns the fields of its success. */
type Mutate = (
  args: MutationArguments,
  resource: Resource,
  context: MutationContext,
) => Promise<Outcome<RenderedFields>>;

async function mapOutcome<T>(
  outcome: Promise<Outcome<T>>,
  render: (value: T) => RenderedFields,
): Promise<Outcome<RenderedFields>> {
  const settled = await outcome;
  return settled.ok ? { ok: true, value: render(settled.value) } : settled;
}

/** Parses `ifMatch`: `*`, or an entity tag with or without quotes. */
const tagsOf = (ifMatch: unknown): readonly string[] | '*' =>
  ifMatch === '*' ? '*' : [String(ifMatch).replace(/^"(.*)"$/, '$1')];

function writes(definition: Definition): Readonly<Record<string, Mutate>> {
  const { name, plural } = definition;
  return {
    [`create${typeName(definition)}`]: ({ input }, resource, { context, idempotency }) =>
      mapOutcome(
        resource.create({ inputs: [input], isBatch: false, read: succeed, idempotency }, context),
        ([created]) => ({
          [name]: created?.document,
        }),
      ),
    [`create${pluralType(definition)}`]: ({ inputs }, resource, { context, idempotency }) =>
      mapOutcome(
        resource.create({ inputs: [inputs].flat(), isBatch: true, read: succeed, idempotency }, context),
        (created) => ({
          [plural]: created.map(({ document }) => document),
        }),
      ),
    [`change${typeName(definition)}`]: ({ id, ifMatch, input }, resource, { context }) =>
      mapOutcome(
        resource.change(
          { id: String(id), mode: 'merge', read: () => succeed({ ifMatch: tagsOf(ifMatch), input }) },
          context,
        ),
        (document) => ({ [name]: document }),
      ),
  };
}

function removals(definition: Definition): Readonly<Record<string, Mutate>> {
  const relations = relationsOf(definition).map(([name]) => name);
  return {
    [`remove${typeName(definition)}`]: ({ id, ifMatch, ...flags }, resource, { context }) => {
      const request = { id: String(id), ifMatch: () => succeed(tagsOf(ifMatch)), cascade: flagOf(flags, 'cascade') };
      return mapOutcome(resource.remove(request, context), ({ _id }) => ({ id: _id }));
    },
    [`remove${pluralType(definition)}`]: (args, resource, { context }) => {
      const [all, cascade] = [flagOf(args, 'all'), flagOf(args, 'cascade')];
      const request = { list: referencesOf(args, relations), all, cascade };
      return mapOutcome(resource.removeMany(request, context), (count) => ({ count }));
    },
  };
}

/**
 * Returns the value of an optional argument of a removal; undefined if it is absent, as it is when its variable has no
 * value (GraphQL, October 2021, §6.4.1).
 *
 * @throws GraphQLError `BAD_USER_INPUT` if it is null, which says nothing about what to remove
 */
function optionalArgument(args: MutationArguments, name: string): unknown {
  if (args[name] === null) throw badUserInput(`"${name}" must not be null; give a value or leave it out`);
  return args[name];
}

const flagOf = (args: MutationArguments, name: string): boolean => optionalArgument(args, name) === true;

function referencesOf(args: MutationArguments, relations: readonly string[]): ParentReferences {
  const given = relations.map((name) => [name, optionalArgument(args, name)] as const);
  return Object.fromEntries(given.filter((entry): entry is [string, string] => typeof entry[1] === 'string'));
}

const actionMutation =
  (definition: Definition, action: Action): Mutate =>
  ({ id, ...input }, resource, { context }) => {
    const outcome = resource.act({ id: String(id), action, input }, context);
    return mapOutcome(outcome, ({ document, result: { changed, message, references } }) => ({
      changed,
      message,
      [definition.name]: document,
      ...Object.fromEntries(
        Object.entries(references).map(([name, target]) => [name, { __typename: capitalize(name), id: target }]),
      ),
    }));
  };

/** Returns the resolvers of mutations. GraphQL runs them serially (October 2021, §6.2.2). */
export function mutationResolvers(definition: Definition) {
  const actions = Object.values(definition.actions).map((action): [string, Mutate] => [
    action.mutation,
    actionMutation(definition, action),
  ]);
  const mutates: Readonly<Record<string, Mutate>> = {
    ...writes(definition),
    ...removals(definition),
    ...Object.fromEntries(actions),
  };
  const resolvers = mutationPlans(definition).map(({ name, problems }) => [
    name,
    // eslint-disable-next-line max-params -- a GraphQL resolver has four parameters
    async (_root: unknown, args: MutationArguments, request: GraphqlContext, info: GraphQLResolveInfo) => {
      const { context } = request;
      const idempotency = request.idempotencyKeyOf(name, String(info.path.key));
      const outcome = await mutates[name]?.(args, request.service.resource, { context, idempotency });
      if (outcome === undefined) throw new Error(`the mutation ${name} has no resolver`);
      request.documents.clear();
      request.affordances.clearAll();
      return renderResult(outcome, { name, problems }, request);
    },
  ]);
  return resolvers.length === 0 ? {} : { Mutation: Object.fromEntries(resolvers) as Record<string, unknown> };
}
