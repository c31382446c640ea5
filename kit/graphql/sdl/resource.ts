import { relationsOf } from '../../resource/definition/relations.ts';
import type { Action } from '../../resource/definition/actions.ts';
import type { Definition } from '../../resource/definition/definition.ts';
import type { Field, FieldKind } from '../../resource/fields/index.ts';
import { isOrdered, operandsOf, propertiesOf, type Property, type PropertyKind } from '../../resource/properties.ts';
import type { ListedResource } from '../connection.ts';
import { enumValue } from '../../util/enum-value.ts';
import {
  addedLists,
  addedViews,
  choicesOf,
  choiceType,
  connectionType,
  inputChoiceType,
  naturalKeys,
  extendedTypes,
  graphqlName,
  referencedTypes,
  typeName,
  viewType,
} from '../naming.ts';
import { searchesOf, type Search } from '../../resource/definition/searches.ts';
import { viewsOf } from '../../resource/definition/views.ts';
import { withArticle } from '../../util/article.ts';
import { capitalize } from '../../util/capitalize.ts';
import { block, comparisonInput, deprecation, describe, member, resourceFields } from './common.ts';

/** The GraphQL type of each kind of field. Each choice has its own enum instead. */
const fieldTypes: Readonly<Record<FieldKind, string>> = {
  text: 'String',
  url: 'URL',
  email: 'EmailAddress',
  integer: 'Int',
  decimal: 'Decimal',
  boolean: 'Boolean',
  date: 'Date',
  time: 'Time',
  dateTime: 'DateTime',
  duration: 'Duration',
  choice: '',
  secret: 'String',
};

const filterTypes: Readonly<Record<PropertyKind, string>> = {
  text: 'StringFilter',
  url: 'URLFilter',
  email: 'EmailAddressFilter',
  integer: 'IntFilter',
  decimal: 'DecimalFilter',
  boolean: 'BooleanFilter',
  date: 'DateFilter',
  time: 'TimeFilter',
  dateTime: 'DateTimeFilter',
  duration: 'DurationFilter',
  choice: '',
  secret: '',
  id: 'IDFilter',
  reference: 'IDFilter',
  instant: 'DateTimeFilter',
};

/** Returns the types of the fields of a resource and of its actions' inputs, and the filters by its properties. */
export function usedTypes(definition: Definition): ReadonlySet<string> {
  const inputs = Object.values(definition.actions).flatMap(({ input }) => Object.values(input));
  const shown = viewsOf(definition).flatMap(([, { fields: values }]) => Object.values(values));
  const sought = searchesOf(definition).flatMap(([, { input }]) => Object.values(input));
  const fields = [...Object.values(definition.fields), ...inputs, ...shown, ...sought].map(
    ({ kind }) => fieldTypes[kind],
  );
  return new Set([...fields, ...propertiesOf(definition).map(({ kind }) => filterTypes[kind])]);
}

/** Returns the GraphQL type of a resource's field, without modifiers. */
export const typeOfField = (definition: Definition, name: string, field: Field): string =>
  field.kind === 'choice' ? choiceType(definition, name) : fieldTypes[field.kind];

/** Returns the GraphQL type of a field of an action's input, without modifiers. */
export const typeOfInput = (action: Action, name: string, field: Field): string =>
  field.kind === 'choice' ? inputChoiceType(action, name) : fieldTypes[field.kind];

/** Returns the fields that a caller can read: all but secrets. */
export const readableFields = (definition: Definition): readonly (readonly [string, Field])[] =>
  Object.entries(definition.fields).filter(([, field]) => field.kind !== 'secret');

/** Returns the enum of a `choice` field's options. */
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
    `"""Returns the first _n_ items, at most ${page.maxSize}. Defaults to ${page.defaultSize} if \`last\` is not given.""" first: Int`,
    '"""Returns the items that come after this cursor.""" after: String',
    `"""Returns the last _n_ items, at most ${page.maxSize}.""" last: Int`,
    '"""Returns the items that come before this cursor.""" before: String',
    `"""Returns only the items that match this filter.""" filter: ${typeName(definition)}Filter`,
    `"""The sort keys, most significant first. Defaults to the order of creation.""" orderBy: [${typeName(definition)}Order!]`,
  ].join(', ')})`;

/**
 * Returns the field that lists documents of the resource, at the root and on the types that they refer to. It is
 * nullable in both places: an unavailable service nulls its own field and nothing above it.
 */
export const listField = (name: string, listed: ListedResource): string =>
  `${name}${listArguments(listed)}: ${connectionType(listed.definition)} ${listSize(listed)}`;

/** Returns the field of the query that searches documents of another resource. Who finds one may not read it any more. */
export function searchField(search: Search, { limits: { page } }: ListedResource): string {
  const parameters = Object.entries(search.input).map(
    ([name, { description, kind, required }]) =>
      `${describe(description)} ${name}: ${fieldTypes[kind]}${required ? '!' : ''}`,
  );
  const first = `${describe(`Returns the first _n_ items, at most ${page.maxSize}.`)} first: Int = ${page.defaultSize}`;
  const size = `@listSize(assumedSize: ${page.defaultSize}, slicingArguments: ["first"], requireOneSlicingArgument: false)`;
  return `${search.query}(${[...parameters, first].join(', ')}): [${capitalize(search.of)}] ${size}`;
}

/** Returns the `@listSize` of a list (GraphQL Cost Directives 0.1). */
const listSize = ({ limits: { page } }: ListedResource): string =>
  `@listSize(assumedSize: ${page.defaultSize}, slicingArguments: ["first", "last"], sizedFields: ["edges", "nodes"], requireOneSlicingArgument: false)`;

function mainType(definition: Definition): string {
  const fields = readableFields(definition).map(([name, field]) =>
    member(
      `${name}: ${typeOfField(definition, name, field)}${field.required ? '!' : ''}${deprecation(field)}`,
      field.description,
    ),
  );
  const relations = relationsOf(definition).map(([name, relation]) =>
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
    block(`type ${connectionType(definition)}`, `A page of ${definition.plural} (Relay connection).`, [
      member(`edges: [${type}Edge!]!`, 'The items of the page with their cursors.'),
      member(`nodes: [${type}!]!`, 'The items of the page.'),
      member('pageInfo: PageInfo!', 'Information about pagination.'),
      member('totalCount: Int!', 'The total number of items on all pages. It is counted only when requested.'),
      member(
        'actions: [Action!]! @listSize(assumedSize: 1)',
        `The actions that the caller can perform on the list now, such as creating ${withArticle(definition.name)}.`,
      ),
    ]),
    block(`type ${type}Edge`, `An item of a page of ${definition.plural}, with its cursor.`, [
      member('cursor: String!', 'The opaque position of the item, for `after` and `before`.'),
      member(`node: ${type}!`, 'The item at the end of the edge.'),
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
      comparisonInput(`${choiceType(definition, name)}Filter`, choiceType(definition, name), operandsOf.choice),
    ),
    block(`input ${type}Filter`, `Filters ${definition.plural}. Every given condition must match.`, [
      ...properties.map((property) =>
        member(
          `${graphqlName(property.name)}: ${filterType(definition, property)}`,
          `Filters by \`${graphqlName(property.name)}\`.`,
        ),
      ),
      member(`and: [${type}Filter!]`, 'Matches if all of these filters match.'),
      member(`or: [${type}Filter!]`, 'Matches if at least one of these filters matches.'),
    ]),
    block(
      `enum ${type}Field`,
      `The fields by which ${definition.plural} can be ordered.`,
      ordered.map(({ name }) => member(enumValue(graphqlName(name)), `Orders by \`${graphqlName(name)}\`.`)),
    ),
    block(`input ${type}Order`, `A sort key for ${definition.plural}.`, [
      member(`field: ${type}Field!`, 'The field to order by.'),
      member('direction: Direction! = ASC', 'The direction of the order.'),
    ]),
  ];
}

/**
 * Returns the entity stubs of other services' types. This service adds its lists to the types that its documents refer
 * to, and its views to those that they are of; the other types are only referenced, and cannot be resolved here.
 */
function stubs(listed: ListedResource): readonly string[] {
  const { definition } = listed;
  const id = member('id: ID!', 'The unique identifier of the object, equal to `_id` in the HAL API.');
  const extended = extendedTypes(definition).map((name) =>
    block(`type ${capitalize(name)} @key(fields: "id")`, '', [
      id,
      ...addedLists(definition, name).map((list) =>
        member(`${listField(list.name, listed)}${deprecation(list)}`, list.description),
      ),
      ...addedViews(definition, name).map(([view, added]) =>
        member(`${view}: ${viewType(view, added)}${deprecation(added)}`, added.description),
      ),
    ]),
  );
  const referenced = referencedTypes(definition).map((name) =>
    block(`type ${capitalize(name)} @key(fields: "id", resolvable: false)`, '', [id]),
  );
  return [...extended, ...referenced];
}

/** Returns the types of the views. */
const viewTypes = (definition: Definition): readonly string[] =>
  viewsOf(definition).map(([name, view]) =>
    block(
      `type ${viewType(name, view)}`,
      view.description,
      Object.entries(view.fields).map(([value, field]) =>
        member(
          `${value}: ${fieldTypes[field.kind]}${field.required ? '!' : ''}${deprecation(field)}`,
          field.description,
        ),
      ),
    ),
  );

/** Returns the types of a resource, except those of its mutations. */
export const resourceTypes = (listed: ListedResource): readonly string[] => [
  ...enums(listed.definition),
  mainType(listed.definition),
  ...connectionTypes(listed.definition),
  ...filterTypesOf(listed.definition),
  ...stubs(listed),
  ...viewTypes(listed.definition),
];
