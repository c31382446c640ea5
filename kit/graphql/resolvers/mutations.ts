import type { GraphQLResolveInfo } from 'graphql';
import { toOneRelations } from '../../resource/definition/relations.ts';
import type { Action } from '../../resource/definition/actions.ts';
import type { OperationContext } from '../../resource/definition/context.ts';
import type { Definition } from '../../resource/definition/definition.ts';
import type { Outcome } from '../../resource/problems.ts';
import type { IdempotencyKey } from '../../resource/operations/idempotency.ts';
import type { Resource } from '../../resource/resource.ts';
import type { GraphqlContext } from '../request-context.ts';
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
  const relations = toOneRelations(definition).map(([name]) => name);
  return {
    [`remove${typeName(definition)}`]: ({ id, ifMatch, cascade }, resource, { context }) =>
      mapOutcome(
        resource.remove(
          { id: String(id), ifMatch: () => succeed(tagsOf(ifMatch)), cascade: cascade === true },
          context,
        ),
        ({ _id }) => ({ id: _id }),
      ),
    [`remove${pluralType(definition)}`]: ({ cascade, ...args }, resource, { context }) => {
      const references = Object.entries(args).filter(
        (entry): entry is [string, string] => relations.includes(entry[0]) && typeof entry[1] === 'string',
      );
      const request = { list: Object.fromEntries(references), cascade: cascade === true };
      return mapOutcome(resource.removeMany(request, context), (count) => ({ count }));
    },
  };
}

const actionMutation =
  (definition: Definition, action: Action): Mutate =>
  ({ id, ...args }, resource, { context }) => {
    const input = Object.fromEntries(Object.entries(args).filter(([, value]) => value !== null && value !== undefined));
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
      const { context, idempotencyKey } = request;
      const idempotency =
        idempotencyKey === undefined ? undefined : { key: idempotencyKey, scope: String(info.path.key) };
      const outcome = await mutates[name]?.(args, request.service.resource, { context, idempotency });
      if (outcome === undefined) throw new Error(`the mutation ${name} has no resolver`);
      request.documents.clear();
      request.affordances.clearAll();
      return renderResult(outcome, { name, problems }, request);
    },
  ]);
  return { Mutation: Object.fromEntries(resolvers) as Record<string, unknown> };
}
