import { parse, print } from 'graphql';
import { root } from '../../access/caller.ts';
import type { Policy } from '../../access/policy.ts';
import { toOneRelations, type ToOne } from '../../resource/definition/relations.ts';
import type { Action } from '../../resource/definition/actions.ts';
import type { Definition } from '../../resource/definition/definition.ts';
import type { Field } from '../../resource/fields.ts';
import type { ProblemExtension, ProblemKind } from '../../resource/problems.ts';
import { withArticle } from '../../util/article.ts';
import { enumValue, pluralType, typeName } from '../naming.ts';
import { capitalize } from '../../util/capitalize.ts';
import { mutationPlans } from '../sdl/mutations.ts';
import { typeOfInput } from '../sdl/resource.ts';
import { exampleOf } from './example-value.ts';
import { Placeholder, comment, type ExampleTab, type Source } from './example-tab.ts';

/** A document as prettier would write it, under what is said of it. */
const documented = (words: readonly string[], document: string): string =>
  `${comment(...words)}\n${print(parse(document))}\n`;

/** An example shows nobody what is not to be used any more. */
const isCurrent = ([, { deprecated }]: readonly [string, Field | ToOne | Action]): boolean => deprecated === undefined;

/** What is selected of a document of the resource: everything that is its own. */
function own(definition: Definition): string {
  const shown = Object.entries(definition.fields).filter(([, { kind }]) => kind !== 'secret');
  const fields = shown.filter(isCurrent).map(([name]) => name);
  const targets = toOneRelations(definition).filter(isCurrent);
  return ['id etag', ...fields, ...targets.map(([name]) => `${name} { id }`)].join(' ');
}

function whoAmI(definition: Definition): readonly ExampleTab[] {
  if (definition.authenticates === undefined) return [];
  const query = documented(
    ['Who am I? "Headers" below say it.'],
    `query WhoAmI { viewer { username role ${definition.name} { id } } }`,
  );
  return [{ query }];
}

function list(definition: Definition): ExampleTab {
  const { plural, summary } = definition;
  const words = [`${summary} These are the newest.`, '"Headers" below say who you are.'];
  const query = documented(
    words,
    `query ${pluralType(definition)} {
      ${plural}(first: 5, orderBy: [{ field: CREATED_AT, direction: DESC }]) {
        totalCount
        nodes { ${own(definition)} }
        pageInfo { hasNextPage endCursor }
      }
    }`,
  );
  return { query };
}

/** Where a document that the visitor has created, or changed since, is to be read from answers. */
function created(definition: Definition, member: 'id' | 'etag'): readonly Source[] {
  const { name, actions } = definition;
  const [create, change, remove] = ['create', 'change', 'remove'].map((verb) => `${verb}${typeName(definition)}`);
  const places: readonly (readonly [mutation: string | undefined, place: string])[] = [
    [create, name],
    [change, name],
    [change, 'current'],
    [remove, 'current'],
    ...Object.values(actions).map(({ mutation }) => [mutation, name] as const),
  ];
  return places.map(([mutation = '', place]) => ({ operation: capitalize(mutation), path: [mutation, place, member] }));
}

const listed = (definition: Definition, ...path: readonly string[]): Source => ({
  operation: pluralType(definition),
  path: [definition.plural, 'nodes', ...path],
});

/** The variables that name a document which the visitor has created: by clicking on, nobody harms what was there. */
function ofCreated(definition: Definition) {
  const create = `run Create${typeName(definition)} for`;
  return {
    id: new Placeholder(`${create} the id`, ...created(definition, 'id')),
    ifMatch: new Placeholder(`${create} the etag`, ...created(definition, 'etag')),
  };
}

function one(definition: Definition): ExampleTab {
  const { name } = definition;
  const until = `run ${pluralType(definition)} for the id of one`;
  return {
    variables: { id: new Placeholder(until, listed(definition, 'id'), ...created(definition, 'id')) },
    query: documented(
      [`One ${name}, and what you may do with it now.`],
      `query ${typeName(definition)}($id: ID!) {
        ${name}(id: $id) { ${own(definition)} href createdAt updatedAt actions { title mutation fields { name type } } }
      }`,
    ),
  };
}

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
  const particular = kinds.map(({ name, extensions }) => {
    const members = Object.entries(extensions).map(([member, { kind }]) => `${member} ${extensionSelections[kind]}`);
    return members.length === 0 ? '' : `... on ${name} { ${members.join(' ')} }`;
  });
  return ['... on Problem { type title detail }', ...particular].join(' ');
}

interface MutationExample {
  readonly mutation: string;
  readonly words: readonly string[];
  /** GraphQL types of the arguments by name; the variables have the same names. */
  readonly types: Readonly<Record<string, string>>;
  readonly variables: Readonly<Record<string, unknown>>;
  /** What is selected of its success. */
  readonly success: string;
}

/** The tab of a mutation: what it does, and what it answers instead when that cannot be. */
function deed(definition: Definition, { mutation, words, types, variables, success }: MutationExample): ExampleTab {
  const operation = capitalize(mutation);
  const problems = mutationPlans(definition).find(({ name }) => name === mutation)?.problems ?? [];
  const others = `May answer instead: ${problems.map(({ name }) => name).join(', ')}.`;
  const declared = Object.entries(types).map(([name, type]) => `$${name}: ${type}`);
  const passed = Object.keys(types).map((name) => `${name}: $${name}`);
  const query = documented(
    [...words, others],
    `mutation ${operation}(${declared.join(', ')}) {
      ${mutation}(${passed.join(', ')}) {
        __typename ... on ${operation}Success { ${success} } ${problemFragments(problems)}
      }
    }`,
  );
  return { query, variables };
}

/** The value in GraphQL: an enum's value for a choice. What no example can be made for is described. */
function exampleValue(field: Field, start?: string): unknown {
  const value = exampleOf(field, start) ?? field.description;
  return field.kind === 'choice' && typeof value === 'string' ? enumValue(value) : value;
}

function create(definition: Definition): ExampleTab {
  const { name, fields } = definition;
  const type = typeName(definition);
  const wanted = Object.entries(fields).filter((entry) => entry[1].required || isCurrent(entry));
  const values = wanted.map(([field, what]) => [field, exampleValue(what)]);
  const targets = toOneRelations(definition).map(([relation, { target }]) => {
    const until = `run ${pluralType(definition)} for the id of ${withArticle(target)} that has one`;
    return [relation, new Placeholder(until, listed(definition, relation, 'id'))];
  });
  return deed(definition, {
    mutation: `create${type}`,
    words: [`Create ${withArticle(name)}: "Variables" below say what it is to be.`],
    types: { input: `Create${type}Input!` },
    variables: { input: Object.fromEntries([...values, ...targets]) as Record<string, unknown> },
    success: `${name} { ${own(definition)} }`,
  });
}

/** The field that the example changes: one that may be anything, if there is one. */
function changeable({ fields }: Definition): readonly [string, Field] | undefined {
  const [optional, free, any] = [
    ({ required, kind }: Field) => !required && kind === 'text',
    ({ unique, kind }: Field) => !unique && kind === 'text',
    () => true,
  ].map((fits) => Object.entries(fields).find((entry) => isCurrent(entry) && fits(entry[1])));
  return optional ?? free ?? any;
}

function change(definition: Definition): readonly ExampleTab[] {
  const field = changeable(definition);
  if (field === undefined) return [];
  const type = typeName(definition);
  const { id, ifMatch } = ofCreated(definition);
  const tab = deed(definition, {
    mutation: `change${type}`,
    words: [
      `Change the one that you have created. What is not named stays; what is null goes.`,
      'With an "ifMatch" that is not its etag any more, the answer is Stale.',
    ],
    types: { id: 'ID!', ifMatch: 'String!', input: `Change${type}Input!` },
    variables: { id, ifMatch, input: { [field[0]]: exampleValue(field[1], 'Changed') } },
    success: `${definition.name} { ${own(definition)} }`,
  });
  return [tab];
}

function action(definition: Definition, plan: Action): ExampleTab {
  const { mutation, description, input } = plan;
  const given = Object.entries(input).filter((entry) => entry[1].required || isCurrent(entry));
  const types = given.map(([name, field]) => [name, `${typeOfInput(plan, name, field)}${field.required ? '!' : ''}`]);
  return deed(definition, {
    mutation,
    words: [description],
    types: { id: 'ID!', ...(Object.fromEntries(types) as Record<string, string>) },
    variables: {
      id: ofCreated(definition).id,
      ...Object.fromEntries(given.map(([name, field]) => [name, exampleValue(field)])),
    },
    success: `changed message ${definition.name} { id etag }`,
  });
}

function remove(definition: Definition): ExampleTab {
  return deed(definition, {
    mutation: `remove${typeName(definition)}`,
    words: ['Remove the one that you have created.'],
    types: { id: 'ID!', ifMatch: 'String!' },
    variables: ofCreated(definition),
    success: 'id',
  });
}

/**
 * The tabs of a subgraph's playground, from left to right, derived from the definition: look, create, change, act,
 * remove, as far as anybody may.
 */
export function exampleOperationsOf(definition: Definition): readonly ExampleTab[] {
  const { policies, actions } = definition;
  const when = (policy: Policy, tabs: readonly ExampleTab[]) => (policy(root) === false ? [] : tabs);
  return [
    ...whoAmI(definition),
    ...when(policies.read, [list(definition), one(definition)]),
    ...when(policies.create, [create(definition)]),
    ...when(policies.change, change(definition)),
    ...Object.entries(actions)
      .filter(isCurrent)
      .flatMap(([, each]) => when(each.policy, [action(definition, each)])),
    ...when(policies.remove, [remove(definition)]),
  ];
}
