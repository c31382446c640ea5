import { toOneRelations } from '../../resource/definition/relations.ts';
import type { Action } from '../../resource/definition/actions.ts';
import type { Definition } from '../../resource/definition/definition.ts';
import type { Field } from '../../resource/fields.ts';
import * as problems from '../../resource/common-problems.ts';
import type { ProblemKind } from '../../resource/problems.ts';
import { withArticle } from '../../util/article.ts';
import { actionType, pluralType, typeName } from '../naming.ts';
import { capitalize } from '../../util/capitalize.ts';
import { block, deprecation, member, problemType, sharedProblems } from './common.ts';
import { typeOfField, typeOfInput } from './resource.ts';

/** One mutation: its line in the schema, what it answers when it succeeds, and which problems it may answer. */
export interface MutationPlan {
  readonly name: string;
  readonly arguments: readonly string[];
  readonly description: string;
  readonly success: readonly string[];
  readonly problems: readonly ProblemKind[];
  readonly deprecated?: string | undefined;
}

const { invalid, notAllowed, notFound, duplicate, inUse, stale } = problems;

const distinct = (kinds: readonly ProblemKind[]): readonly ProblemKind[] => [
  ...new Map(kinds.map((kind) => [kind.name, kind])).values(),
];

const ruleProblems = ({ rules }: Definition): readonly ProblemKind[] => rules.flatMap((rule) => rule.problems);

function isUnique({ fields, unique }: Definition): boolean {
  return unique.length > 0 || Object.values(fields).some((field) => field.unique);
}

const duplicates = (definition: Definition): readonly ProblemKind[] => (isUnique(definition) ? [duplicate] : []);
const ifMatch = '"""The etag that was read; the change is refused when it is no longer current.""" ifMatch: String!';
const id = '"""Which one.""" id: ID!';
const cascade = '"""Whether to remove what refers to it as well.""" cascade: Boolean = false';

function writes(definition: Definition): readonly MutationPlan[] {
  const { name, plural } = definition;
  const [type, types] = [typeName(definition), pluralType(definition)];
  const onCreation = distinct([invalid, notAllowed, ...duplicates(definition), ...ruleProblems(definition)]);
  const one = member(`${name}: ${type}!`, `The ${name}.`);
  return [
    {
      name: `create${type}`,
      arguments: [`"""What it is to be.""" input: Create${type}Input!`],
      description: `Creates ${withArticle(name)}.`,
      success: [one],
      problems: onCreation,
    },
    {
      name: `create${types}`,
      arguments: [`"""What they are to be.""" inputs: [Create${type}Input!]!`],
      description: `Creates ${plural}: all or none.`,
      success: [member(`${plural}: [${type}!]!`, `The ${plural}, in the order of the inputs.`)],
      problems: onCreation,
    },
    {
      name: `change${type}`,
      arguments: [
        id,
        ifMatch,
        `"""What is to be different: absent is unchanged, null is removed.""" input: Change${type}Input!`,
      ],
      description: `Changes ${withArticle(name)}.`,
      success: [one],
      problems: distinct([
        invalid,
        notAllowed,
        notFound,
        stale,
        ...duplicates(definition),
        ...ruleProblems(definition),
      ]),
    },
  ];
}

function removals(definition: Definition): readonly MutationPlan[] {
  const { name, plural } = definition;
  const filters = toOneRelations(definition).map(
    ([relation, { target }]) => `"""Only those of this ${target}.""" ${relation}: ID`,
  );
  return [
    {
      name: `remove${typeName(definition)}`,
      arguments: [id, ifMatch, cascade],
      description: `Removes ${withArticle(name)}.`,
      success: [member('id: ID!', 'Which one is gone.')],
      problems: distinct([notAllowed, notFound, stale, inUse]),
    },
    {
      name: `remove${pluralType(definition)}`,
      arguments: [...filters, cascade],
      description: `Removes ${plural}: those that refer to what is given, or the whole collection.`,
      success: [member('count: Int!', 'How many are gone.')],
      problems: distinct([notAllowed, inUse]),
    },
  ];
}

function action(definition: Definition, plan: Action): MutationPlan {
  const inputs = Object.entries(plan.input).map(([name, field]) =>
    member(`${name}: ${inputType(typeOfInput(plan, name, field), field)}`, field.description),
  );
  const yields = plan.yields.map((name) => member(`${name}: ${capitalize(name)}`, `The ${name} that came of it.`));
  return {
    name: plan.mutation,
    arguments: [`"""Of which ${definition.name}.""" id: ID!`, ...inputs],
    description: plan.description,
    deprecated: plan.deprecated,
    success: [
      member('changed: Boolean!', 'Whether it changed anything.'),
      member('message: String!', 'What it did, in words.'),
      member(`${definition.name}: ${typeName(definition)}!`, `The ${definition.name}.`),
      ...yields,
    ],
    problems: distinct([notAllowed, notFound, ...plan.problems]),
  };
}

/** Every mutation of a resource. */
export const mutationPlans = (definition: Definition): readonly MutationPlan[] => [
  ...writes(definition),
  ...removals(definition),
  ...Object.values(definition.actions).map((plan) => action(definition, plan)),
];

/** The type of an input, and whether it is to be used any more; what must be given cannot be deprecated. */
const inputType = (type: string, field: Pick<Field, 'required' | 'deprecated'>): string =>
  field.required ? `${type}!` : `${type}${deprecation(field)}`;

function inputTypes(definition: Definition): readonly string[] {
  const type = typeName(definition);
  const inputs = (optional: boolean): readonly string[] => [
    ...Object.entries(definition.fields).map(([name, field]) =>
      member(
        `${name}: ${inputType(typeOfField(definition, name, field), { ...field, required: field.required && !optional })}`,
        field.description,
      ),
    ),
    ...toOneRelations(definition).map(([name, { description }]) =>
      member(`${name}: ID${optional ? '' : '!'}`, description),
    ),
  ];
  return [
    block(`input Create${type}Input`, `What a new ${definition.name} is to be.`, inputs(false)),
    block(`input Change${type}Input`, `What is to be different: absent is unchanged, null is removed.`, inputs(true)),
  ];
}

function resultTypes({ name, success, problems: kinds }: MutationPlan): readonly string[] {
  const result = actionType({ mutation: name });
  const members = [`${result}Success`, ...kinds.map((kind) => kind.name)];
  return [
    block(`type ${result}Success`, `What \`${name}\` answers when it is done.`, success),
    `"""What \`${name}\` answers."""\nunion ${result}Result = ${members.join(' | ')}`,
  ];
}

/** The types of a resource's mutations, and the `Mutation` type. */
export function mutationTypes(definition: Definition): readonly string[] {
  const plans = mutationPlans(definition);
  const shared = new Set(sharedProblems.map(({ name }) => name));
  const own = distinct(plans.flatMap((plan) => plan.problems)).filter(({ name }) => !shared.has(name));
  const lines = plans.map((plan) =>
    member(
      `${plan.name}(${plan.arguments.join(', ')}): ${actionType({ mutation: plan.name })}Result!${deprecation(plan)}`,
      plan.description,
    ),
  );
  return [
    ...inputTypes(definition),
    ...own.map((kind) => problemType(kind, definition.name)),
    ...plans.flatMap(resultTypes),
    block('type Mutation', 'What can be changed.', lines),
  ];
}
