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
/** Who asks, and the client's key for this one mutation where it sent one. */
interface Asking {
  readonly context: OperationContext;
  readonly repeat: IdempotencyKey | undefined;
}
type Mutate = (given: MutationArguments, resource: Resource, asking: Asking) => Promise<Outcome<RenderedFields>>;

async function mapped<T>(
  outcome: Promise<Outcome<T>>,
  render: (value: T) => RenderedFields,
): Promise<Outcome<RenderedFields>> {
  const awaited = await outcome;
  return awaited.ok ? { ok: true, value: render(awaited.value) } : awaited;
}

/** An entity tag, bare or quoted. */
const tagsOf = (ifMatch: unknown): readonly string[] | '*' =>
  ifMatch === '*' ? '*' : [String(ifMatch).replace(/^"(.*)"$/, '$1')];

function writes(definition: Definition): Readonly<Record<string, Mutate>> {
  const { name, plural } = definition;
  return {
    [`create${typeName(definition)}`]: ({ input }, resource, { context, repeat: idempotency }) =>
      mapped(resource.create({ inputs: [input], read: succeed, idempotency }, context), ([created]) => ({
        [name]: created?.document,
      })),
    [`create${pluralType(definition)}`]: ({ inputs }, resource, { context, repeat: idempotency }) =>
      mapped(resource.create({ inputs: [inputs].flat(), read: succeed, idempotency }, context), (created) => ({
        [plural]: created.map(({ document }) => document),
      })),
    [`change${typeName(definition)}`]: ({ id, ifMatch, input }, resource, { context }) =>
      mapped(
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
      mapped(
        resource.remove(
          { id: String(id), ifMatch: () => succeed(tagsOf(ifMatch)), cascade: cascade === true },
          context,
        ),
        ({ _id }) => ({ id: _id }),
      ),
    [`remove${pluralType(definition)}`]: ({ cascade, ...given }, resource, { context }) => {
      const known = Object.entries(given).filter(
        (entry): entry is [string, string] => relations.includes(entry[0]) && typeof entry[1] === 'string',
      );
      const clearance = { list: Object.fromEntries(known), cascade: cascade === true };
      return mapped(resource.removeMany(clearance, context), (count) => ({ count }));
    },
  };
}

const act =
  (definition: Definition, action: Action): Mutate =>
  ({ id, ...given }, resource, { context }) => {
    const input = Object.fromEntries(
      Object.entries(given).filter(([, value]) => value !== null && value !== undefined),
    );
    const acted = resource.act({ id: String(id), action, input }, context);
    return mapped(acted, ({ document, result: { changed, message, references: yielded } }) => ({
      changed,
      message,
      [definition.name]: document,
      ...Object.fromEntries(
        Object.entries(yielded).map(([name, target]) => [name, { __typename: capitalize(name), id: target }]),
      ),
    }));
  };

/** The resolvers of everything that is changed. They run one after the other, as the specification wants. */
export function mutationResolvers(definition: Definition) {
  const actions = Object.values(definition.actions).map((action): [string, Mutate] => [
    action.mutation,
    act(definition, action),
  ]);
  const mutates: Readonly<Record<string, Mutate>> = {
    ...writes(definition),
    ...removals(definition),
    ...Object.fromEntries(actions),
  };
  const resolvers = mutationPlans(definition).map(({ name, problems }) => [
    name,
    // eslint-disable-next-line max-params -- GraphQL gives a resolver four parameters
    async (_root: unknown, given: MutationArguments, request: GraphqlContext, info: GraphQLResolveInfo) => {
      const { context, idempotencyKey } = request;
      const repeat = idempotencyKey === undefined ? undefined : { key: idempotencyKey, scope: String(info.path.key) };
      const outcome = await mutates[name]?.(given, request.service.resource, { context, repeat });
      if (outcome === undefined) throw new Error(`the mutation ${name} has no resolver`);
      request.documents.clear();
      request.affordances.clearAll();
      return renderResult(outcome, { name, problems }, request);
    },
  ]);
  return { Mutation: Object.fromEntries(resolvers) as Record<string, unknown> };
}
