import { toOneRelations } from '../../resource/definition/relations.ts';
import type { Action } from '../../resource/definition/actions.ts';
import type { Definition } from '../../resource/definition/definition.ts';
import type { Field, FieldKind } from '../../resource/fields.ts';
import { isOrdered, propertiesOf, type Property, type PropertyKind } from '../../resource/properties.ts';
import type { ListedResource } from '../connection.ts';
import {
  choicesOf,
  choiceType,
  connectionType,
  inputChoiceType,
  naturalKeys,
  enumValue,
  extendedTypes,
  graphqlName,
  mentionedTypes,
  typeName,
} from '../naming.ts';
import { capitalize } from '../../util/capitalize.ts';
import { block, comparisonInput, deprecation, member, resourceFields } from './common.ts';

/** The type of each kind of field; a choice has an enum of its own. */
export const fieldTypes: Readonly<Record<FieldKind, string>> = {
  text: 'String',
  integer: 'Int',
  boolean: 'Boolean',
  date: 'Date',
  time: 'Time',
  duration: 'Duration',
  choice: '',
  secret: 'String',
};

const filterTypes: Readonly<Record<PropertyKind, string>> = {
  text: 'StringFilter',
  integer: 'IntFilter',
  boolean: 'BooleanFilter',
  date: 'DateFilter',
  time: 'TimeFilter',
  duration: 'DurationFilter',
  choice: '',
  secret: '',
  id: 'IDFilter',
  reference: 'IDFilter',
  instant: 'DateTimeFilter',
};

export const typeOfField = (definition: Definition, name: string, field: Field): string =>
  field.kind === 'choice' ? choiceType(definition, name) : fieldTypes[field.kind];

/** The type of a field of an action's input. */
export const typeOfInput = (action: Action, name: string, field: Field): string =>
  field.kind === 'choice' ? inputChoiceType(action, name) : fieldTypes[field.kind];

const shown = (definition: Definition): readonly (readonly [string, Field])[] =>
  Object.entries(definition.fields).filter(([, field]) => field.kind !== 'secret');

/** An enum of the values of a `choice`. */
const enumOf = (name: string, { description, title, options }: Field): string =>
  block(
    `enum ${name}`,
    description,
    options.map((option) => member(enumValue(option), `${title}: ${option}.`)),
  );

function enums(definition: Definition): readonly string[] {
  return choicesOf(definition).map(([name, field]) => enumOf(name, field));
}

const listArguments = ({ definition, limits: { page } }: ListedResource): string =>
  `(${[
    `"""How many from the start, ${page.defaultSize} if neither first nor last is given, at most ${page.maxSize}.""" first: Int`,
    '"""Begin after this cursor.""" after: String',
    `"""How many from the end, at most ${page.maxSize}.""" last: Int`,
    '"""End before this cursor.""" before: String',
    `"""Which ones.""" filter: ${typeName(definition)}Filter`,
    `"""In which order; that of creation if not given.""" orderBy: [${typeName(definition)}Order!]`,
  ].join(', ')})`;

/**
 * The field that lists documents of the resource: at the root, and on what they refer to. It is nullable in both
 * places: a service that is away nulls its own field and nothing above it.
 */
export const listField = (listed: ListedResource): string =>
  `${listed.definition.plural}${listArguments(listed)}: ${connectionType(listed.definition)} ${listSize(listed)}`;

/** What a list costs (GraphQL Cost Directives 0.1). */
const listSize = ({ limits: { page } }: ListedResource): string =>
  `@listSize(assumedSize: ${page.defaultSize}, slicingArguments: ["first", "last"], sizedFields: ["edges", "nodes"], requireOneSlicingArgument: false)`;

function mainType(definition: Definition): string {
  const fields = shown(definition).map(([name, field]) =>
    member(
      `${name}: ${typeOfField(definition, name, field)}${field.required ? '!' : ''}${deprecation(field)}`,
      field.description,
    ),
  );
  const relations = toOneRelations(definition).map(([name, relation]) =>
    member(`${name}: ${capitalize(relation.target)}${deprecation(relation)}`, relation.description),
  );
  const keys = ['id', ...naturalKeys(definition)].map((key) => `@key(fields: "${key}")`).join(' ');
  return block(`type ${typeName(definition)} implements Resource ${keys}`, definition.summary, [
    ...resourceFields,
    ...fields,
    ...relations,
  ]);
}

function connectionTypes(definition: Definition): readonly string[] {
  const type = typeName(definition);
  return [
    block(`type ${connectionType(definition)}`, `A page of ${definition.plural}.`, [
      member(`edges: [${type}Edge!]!`, 'The items with their cursors.'),
      member(`nodes: [${type}!]!`, 'The items.'),
      member('pageInfo: PageInfo!', 'Where the page stands.'),
      member('totalCount: Int!', 'How many there are on all pages; counted only when asked for.'),
      member(
        'actions: [Action!]! @listSize(assumedSize: 1)',
        'What this caller may do with the list now: create one, where that would work.',
      ),
    ]),
    block(`type ${type}Edge`, `One of ${definition.plural}, and where it stands.`, [
      member('cursor: String!', 'For `after` and `before`.'),
      member(`node: ${type}!`, 'The item.'),
    ]),
  ];
}

const filterType = (definition: Definition, { kind, name }: Property): string =>
  kind === 'choice' ? `${choiceType(definition, name)}Filter` : filterTypes[kind];

function filterTypesOf(definition: Definition): readonly string[] {
  const type = typeName(definition);
  const properties = propertiesOf(definition);
  const ordered = properties.filter(isOrdered);
  const choices = properties.filter(({ kind }) => kind === 'choice');
  return [
    ...choices.map(({ name }) =>
      comparisonInput(`${choiceType(definition, name)}Filter`, choiceType(definition, name), [
        'value',
        'ordered',
        'values',
      ]),
    ),
    block(`input ${type}Filter`, `Which ${definition.plural}: every part given must hold.`, [
      ...properties.map((property) =>
        member(
          `${graphqlName(property.name)}: ${filterType(definition, property)}`,
          `By ${graphqlName(property.name)}.`,
        ),
      ),
      member(`and: [${type}Filter!]`, 'All of these hold.'),
      member(`or: [${type}Filter!]`, 'At least one of these holds.'),
    ]),
    block(
      `enum ${type}Field`,
      `What ${definition.plural} can be sorted by.`,
      ordered.map(({ name }) => member(enumValue(graphqlName(name)), `By ${graphqlName(name)}.`)),
    ),
    block(`input ${type}Order`, `An order of ${definition.plural}.`, [
      member(`field: ${type}Field!`, 'By what.'),
      member('direction: Direction! = ASC', 'Which way.'),
    ]),
  ];
}

/** Other services' types: to those that documents refer to, this service adds its lists; the rest is only mentioned. */
function stubs(listed: ListedResource): readonly string[] {
  const { definition } = listed;
  const id = member('id: ID!', "The same as HAL's `_id`.");
  const extended = extendedTypes(definition).map((name) =>
    block(`type ${capitalize(name)} @key(fields: "id")`, '', [
      id,
      member(listField(listed), `Its ${definition.plural}.`),
    ]),
  );
  const mentioned = mentionedTypes(definition).map((name) =>
    block(`type ${capitalize(name)} @key(fields: "id", resolvable: false)`, '', [id]),
  );
  return [...extended, ...mentioned];
}

/** The types of a resource, less those of its mutations. */
export const resourceTypes = (listed: ListedResource): readonly string[] => [
  ...enums(listed.definition),
  mainType(listed.definition),
  ...connectionTypes(listed.definition),
  ...filterTypesOf(listed.definition),
  ...stubs(listed),
];
