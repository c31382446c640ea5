import { nobody, type Policy } from '../../access/policy.ts';
import { relationsOf } from '../../resource/definition/relations.ts';
import type { Action } from '../../resource/definition/actions.ts';
import type { Definition } from '../../resource/definition/definition.ts';
import type { Field } from '../../resource/fields/index.ts';
import * as problems from '../../resource/common-problems.ts';
import type { ProblemKind } from '../../resource/problems.ts';
import { withArticle } from '../../util/article.ts';
import { actionType, pluralType, typeName } from '../naming.ts';
import { capitalize } from '../../util/capitalize.ts';
import { block, deprecation, member, problemType, sharedProblems } from './common.ts';
import { typeOfField, typeOfInput } from './resource.ts';

/** A mutation: its name and arguments, the fields of its success type, and the problems that it can return. */
export interface MutationPlan {
  readonly name: string;
  /** SDL of the arguments, each with its description. */
  readonly arguments: readonly string[];
  readonly description: string;
  /** SDL of the fields of the success type. */
  readonly success: readonly string[];
  readonly problems: readonly ProblemKind[];
  /** Decides who may perform it. */
  readonly policy: Policy;
  readonly deprecated?: string | undefined;
}

const { invalid, notAllowed, notFound, duplicate, inUse, stale } = problems;

const distinct = (kinds: readonly ProblemKind[]): readonly ProblemKind[] => [
  ...new Map(kinds.map((kind) => [kind.name, kind])).values(),
];

const ruleProblems = ({ rules }: Definition): readonly ProblemKind[] => rules.flatMap((rule) => rule.problems);

function hasUniqueValues({ fields, unique }: Definition): boolean {
  return unique.length > 0 || Object.values(fields).some((field) => field.unique);
}

const duplicates = (definition: Definition): readonly ProblemKind[] => (hasUniqueValues(definition) ? [duplicate] : []);
const ifMatch =
  '"""The `etag` of the version that was read, or `*` for any version. If it is not the current one, the result is `Stale`.""" ifMatch: String!';
const idOf = ({ name }: Definition): string => `"""The ID of the ${name}.""" id: ID!`;
const cascade = '"""Whether to also remove the objects that refer to it.""" cascade: Boolean = false';

function writes(definition: Definition): readonly MutationPlan[] {
  const { name, plural, policies } = definition;
  const [type, types] = [typeName(definition), pluralType(definition)];
  const creationProblems = distinct([invalid, notAllowed, ...duplicates(definition), ...ruleProblems(definition)]);
  return [
    {
      name: `create${type}`,
      arguments: [`"""The values of the new ${name}.""" input: Create${type}Input!`],
      description: `Creates ${withArticle(name)}.`,
      success: [member(`${name}: ${type}!`, `The new ${name}.`)],
      problems: creationProblems,
      policy: policies.create,
    },
    {
      name: `create${types}`,
      arguments: [`"""The values of the new ${plural}.""" inputs: [Create${type}Input!]!`],
      description: `Creates several ${plural} atomically: either all of them or none.`,
      success: [member(`${plural}: [${type}!]!`, `The new ${plural}, in the order of \`inputs\`.`)],
      problems: creationProblems,
      policy: policies.create,
    },
    {
      name: `change${type}`,
      arguments: [
        idOf(definition),
        ifMatch,
        `"""The values to change. Omitted fields stay unchanged; null removes a value.""" input: Change${type}Input!`,
      ],
      description: `Changes ${withArticle(name)}.`,
      success: [member(`${name}: ${type}!`, `The changed ${name}.`)],
      problems: distinct([
        invalid,
        notAllowed,
        notFound,
        stale,
        ...duplicates(definition),
        ...ruleProblems(definition),
      ]),
      policy: policies.change,
    },
  ];
}

function removals(definition: Definition): readonly MutationPlan[] {
  const { name, plural, policies } = definition;
  const filters = relationsOf(definition).map(
    ([relation, { target }]) => `"""Removes only ${plural} of the ${target} with this ID.""" ${relation}: ID`,
  );
  const isNarrowable = filters.length > 0;
  const selection = isNarrowable
    ? ` Give references to remove those that have all of them, or \`all: true\` to remove every one.`
    : ` It needs \`all: true\`.`;
  const alternative = isNarrowable ? ' Required if no reference is given, and not allowed with one.' : ' Required.';
  return [
    {
      name: `remove${typeName(definition)}`,
      arguments: [idOf(definition), ifMatch, cascade],
      description: `Removes ${withArticle(name)}.`,
      success: [member('id: ID!', `The ID of the removed ${name}.`)],
      problems: distinct([notAllowed, notFound, stale, inUse]),
      policy: policies.remove,
    },
    {
      name: `remove${pluralType(definition)}`,
      arguments: [...filters, `"""Whether to remove all ${plural}.${alternative}""" all: Boolean = false`, cascade],
      description: `Removes several ${plural}, all or none of them.${selection}`,
      success: [member('count: Int!', `The number of removed ${plural}.`)],
      problems: distinct([notAllowed, inUse]),
      policy: isNarrowable && policies.remove !== nobody ? policies.remove : policies.empty,
    },
  ];
}

function actionPlan(definition: Definition, action: Action): MutationPlan {
  const inputs = Object.entries(action.input).map(([name, field]) =>
    member(`${name}: ${inputType(typeOfInput(action, name, field), field)}`, field.description),
  );
  const yields = action.yields.map((name) =>
    member(`${name}: ${capitalize(name)}`, `The ${name} that resulted from the action.`),
  );
  return {
    name: action.mutation,
    arguments: [idOf(definition), ...inputs],
    description: action.description,
    deprecated: action.deprecated,
    success: [
      member('changed: Boolean!', 'Whether the action changed anything.'),
      member('message: String!', 'A human-readable description of the outcome.'),
      member(`${definition.name}: ${typeName(definition)}!`, `The ${definition.name} after the action.`),
      ...yields,
    ],
    problems: distinct([notAllowed, notFound, ...action.problems]),
    policy: action.policy,
  };
}

/** Returns every mutation of a resource that somebody may perform. */
export const mutationPlans = (definition: Definition): readonly MutationPlan[] =>
  [
    ...writes(definition),
    ...removals(definition),
    ...Object.values(definition.actions).map((action) => actionPlan(definition, action)),
  ].filter(({ policy }) => policy !== nobody);

/** Returns an input's type with its modifiers. A required input cannot be deprecated. */
const inputType = (type: string, field: Pick<Field, 'required' | 'deprecated'>): string =>
  field.required ? `${type}!` : `${type}${deprecation(field)}`;

function inputTypes(definition: Definition): readonly string[] {
  const type = typeName(definition);
  const inputs = (areOptional: boolean): readonly string[] => [
    ...Object.entries(definition.fields).map(([name, field]) =>
      member(
        `${name}: ${inputType(typeOfField(definition, name, field), { ...field, required: field.required && !areOptional })}`,
        field.description,
      ),
    ),
    ...relationsOf(definition).map(([name, { description }]) =>
      member(`${name}: ID${areOptional ? '' : '!'}`, description),
    ),
  ];
  const create = `The input fields to create ${withArticle(definition.name)}.`;
  const change = `The input fields to change ${withArticle(definition.name)}. Omitted fields stay unchanged; null removes a value.`;
  return [
    ...(definition.policies.create === nobody ? [] : [block(`input Create${type}Input`, create, inputs(false))]),
    ...(definition.policies.change === nobody ? [] : [block(`input Change${type}Input`, change, inputs(true))]),
  ];
}

function resultTypes({ name, success, problems: kinds }: MutationPlan): readonly string[] {
  const result = actionType({ mutation: name });
  const members = [`${result}Success`, ...kinds.map((kind) => kind.name)];
  return [
    block(`type ${result}Success`, `The successful result of \`${name}\`.`, success),
    `"""The result of \`${name}\`: its success, or one of the problems to expect."""\nunion ${result}Result = ${members.join(' | ')}`,
  ];
}

/** Returns the types of a resource's mutations, and the `Mutation` type; none if nobody may perform any. */
export function mutationTypes(definition: Definition): readonly string[] {
  const plans = mutationPlans(definition);
  if (plans.length === 0) return [];
  const shared = new Set(sharedProblems.map(({ name }) => name));
  const ownProblems = distinct(plans.flatMap((plan) => plan.problems)).filter(({ name }) => !shared.has(name));
  const lines = plans.map((plan) =>
    member(
      `${plan.name}(${plan.arguments.join(', ')}): ${actionType({ mutation: plan.name })}Result!${deprecation(plan)}`,
      plan.description,
    ),
  );
  return [
    ...inputTypes(definition),
    ...ownProblems.map((kind) => problemType(kind, definition.name)),
    ...plans.flatMap(resultTypes),
    block('type Mutation', 'The root of all mutations.', lines),
  ];
}
