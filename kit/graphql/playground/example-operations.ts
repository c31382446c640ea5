import { root } from '../../access/caller.ts';
import type { Policy } from '../../access/policy.ts';
import { relationsOf } from '../../resource/definition/relations.ts';
import type { Action } from '../../resource/definition/actions.ts';
import type { Definition } from '../../resource/definition/definition.ts';
import type { Field } from '../../resource/fields/index.ts';
import type { ProblemExtension, ProblemKind } from '../../resource/problems.ts';
import { withArticle } from '../../util/article.ts';
import { enumValue } from '../../util/enum-value.ts';
import { pluralType, typeName } from '../naming.ts';
import { capitalize } from '../../util/capitalize.ts';
import { mutationPlans } from '../sdl/mutations.ts';
import { typeOfInput } from '../sdl/resource.ts';
import { documented, isCurrent, ownSelection } from './example-document.ts';
import { list, lookUp, watch, whoAmI } from './example-queries.ts';
import { sourceInList, variablesOfCreated } from './example-sources.ts';
import { exampleOf } from './example-value.ts';
import { Placeholder, type ExampleTab } from './example-tab.ts';

const extensionSelections: Readonly<Record<ProblemExtension['kind'], string>> = {
  integer: '',
  text: '',
  texts: '',
  issues: '{ field message }',
  holders: '{ relation count }',
  current: '{ id etag }',
  reference: '{ id }',
  references: '{ id }',
};

function problemFragments(kinds: readonly ProblemKind[]): string {
  const ownMembers = kinds.map(({ name, extensions }) => {
    const members = Object.entries(extensions).map(([member, { kind }]) => `${member} ${extensionSelections[kind]}`);
    return members.length === 0 ? '' : `... on ${name} { ${members.join(' ')} }`;
  });
  return ['... on Problem { type title detail }', ...ownMembers].join(' ');
}

interface MutationExample {
  readonly mutation: string;
  /** Sentences of the comment. */
  readonly sentences: readonly string[];
  /** GraphQL types of the arguments by name; the variables have the same names. */
  readonly types: Readonly<Record<string, string>>;
  readonly variables: Readonly<Record<string, unknown>>;
  /** The selection of the success type. */
  readonly success: string;
}

/** Returns the tab of a mutation, which selects its success and all problems. */
function mutationTab(
  definition: Definition,
  { mutation, sentences, types, variables, success }: MutationExample,
): ExampleTab {
  const operation = capitalize(mutation);
  const problems = mutationPlans(definition).find(({ name }) => name === mutation)?.problems ?? [];
  const alternatives = `Other possible results: ${problems.map(({ name }) => name).join(', ')}.`;
  const declared = Object.entries(types).map(([name, type]) => `$${name}: ${type}`);
  const passed = Object.keys(types).map((name) => `${name}: $${name}`);
  const query = documented(
    [...sentences, alternatives],
    `mutation ${operation}(${declared.join(', ')}) {
      ${mutation}(${passed.join(', ')}) {
        __typename ... on ${operation}Success { ${success} } ${problemFragments(problems)}
      }
    }`,
  );
  return { query, variables };
}

/** Returns an example as a GraphQL value, with the enum value for a choice; the description if there is no example. */
function exampleValue(field: Field, prefix?: string): unknown {
  const value = exampleOf(field, prefix) ?? field.description;
  return field.kind === 'choice' && typeof value === 'string' ? enumValue(value) : value;
}

function create(definition: Definition): ExampleTab {
  const { name, fields } = definition;
  const type = typeName(definition);
  const inputs = Object.entries(fields).filter((entry) => entry[1].required || isCurrent(entry));
  const values = inputs.map(([key, field]) => [key, exampleValue(field)]);
  const targets = relationsOf(definition).map(([relation, { target }]) => {
    const hint = `run ${pluralType(definition)} to get the id of ${withArticle(target)}`;
    return [relation, new Placeholder(hint, sourceInList(definition, relation, 'id'))];
  });
  return mutationTab(definition, {
    mutation: `create${type}`,
    sentences: [`Create ${withArticle(name)} with the values in "Variables" below.`],
    types: { input: `Create${type}Input!` },
    variables: { input: Object.fromEntries([...values, ...targets]) as Record<string, unknown> },
    success: `${name} { ${ownSelection(definition)} }`,
  });
}

/** Returns the field that the example changes, preferably a free-form text. */
function fieldToChange({ fields }: Definition): readonly [string, Field] | undefined {
  const [optional, notUnique, any] = [
    ({ required, kind }: Field) => !required && kind === 'text',
    ({ unique, kind }: Field) => !unique && kind === 'text',
    () => true,
  ].map((matches) => Object.entries(fields).find((entry) => isCurrent(entry) && matches(entry[1])));
  return optional ?? notUnique ?? any;
}

function change(definition: Definition): readonly ExampleTab[] {
  const field = fieldToChange(definition);
  if (field === undefined) return [];
  const type = typeName(definition);
  const { id, ifMatch } = variablesOfCreated(definition);
  const tab = mutationTab(definition, {
    mutation: `change${type}`,
    sentences: [
      `Change the ${definition.name} that you have created. Omitted fields stay unchanged; null removes a value.`,
      'If "ifMatch" is not its current etag, the result is Stale.',
    ],
    types: { id: 'ID!', ifMatch: 'String!', input: `Change${type}Input!` },
    variables: { id, ifMatch, input: { [field[0]]: exampleValue(field[1], 'Changed') } },
    success: `${definition.name} { ${ownSelection(definition)} }`,
  });
  return [tab];
}

function act(definition: Definition, action: Action): ExampleTab {
  const { mutation, description, input } = action;
  const inputs = Object.entries(input).filter((entry) => entry[1].required || isCurrent(entry));
  const types = inputs.map(([name, field]) => [
    name,
    `${typeOfInput(action, name, field)}${field.required ? '!' : ''}`,
  ]);
  return mutationTab(definition, {
    mutation,
    sentences: [description],
    types: { id: 'ID!', ...(Object.fromEntries(types) as Record<string, string>) },
    variables: {
      id: variablesOfCreated(definition).id,
      ...Object.fromEntries(inputs.map(([name, field]) => [name, exampleValue(field)])),
    },
    success: `changed message ${definition.name} { id etag }`,
  });
}

function remove(definition: Definition): ExampleTab {
  return mutationTab(definition, {
    mutation: `remove${typeName(definition)}`,
    sentences: [`Remove the ${definition.name} that you have created.`],
    types: { id: 'ID!', ifMatch: 'String!' },
    variables: variablesOfCreated(definition),
    success: 'id',
  });
}

/**
 * Returns the tabs of a subgraph's playground from left to right, derived from the definition: read, create, change, act,
 * remove, watch. Operations that nobody may perform have no tab.
 */
export function exampleOperationsOf(definition: Definition): readonly ExampleTab[] {
  const { policies, actions } = definition;
  const ifAllowed = (policy: Policy, tabs: readonly ExampleTab[]) => (policy(root) === false ? [] : tabs);
  return [
    ...whoAmI(definition),
    ...ifAllowed(policies.read, [list(definition), lookUp(definition)]),
    ...ifAllowed(policies.create, [create(definition)]),
    ...ifAllowed(policies.change, change(definition)),
    ...Object.entries(actions)
      .filter(isCurrent)
      .flatMap(([, each]) => ifAllowed(each.policy, [act(definition, each)])),
    ...ifAllowed(policies.remove, [remove(definition)]),
    ...ifAllowed(policies.read, [watch(definition)]),
  ];
}
