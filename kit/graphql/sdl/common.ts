import { operators, type Operator } from '../../resource/filter.ts';
import * as problems from '../../resource/common-problems.ts';
import type { ProblemExtension, ProblemKind } from '../../resource/problems.ts';
import { withArticle } from '../../util/article.ts';
import { capitalize } from '../../util/capitalize.ts';
import { operandsOf, type OperandKind, type PropertyKind } from '../../resource/properties.ts';
import { scalarPlans, type ScalarPlan } from '../scalars.ts';

/** Returns a text as a description in SDL (a block string). */
export const describe = (text: string): string => `"""${text.replaceAll('"""', '\\"""')}"""`;

/**
 * Returns an SDL block: a type, input or enum with its members. An empty description omits it, for types that another
 * subgraph owns and describes.
 */
export const block = (head: string, description: string, members: readonly string[]): string =>
  `${description === '' ? '' : describe(description)}\n${head} {\n${members.map((member) => `  ${member}`).join('\n')}\n}`;

/** Returns a line of a block with its description. */
export const member = (line: string, description: string): string => `${describe(description)} ${line}`;

/** Returns ` @deprecated(reason: …)` with its leading space, or an empty string when nothing is deprecated. */
export const deprecation = ({ deprecated }: { readonly deprecated?: string | undefined }): string =>
  deprecated === undefined ? '' : ` @deprecated(reason: ${JSON.stringify(deprecated)})`;

/** The filter inputs, each with the type that it compares and the kind of property that it filters by. */
const comparisons = {
  StringFilter: { type: 'String', kind: 'text' },
  IDFilter: { type: 'ID', kind: 'id' },
  IntFilter: { type: 'Int', kind: 'integer' },
  BooleanFilter: { type: 'Boolean', kind: 'boolean' },
  DateFilter: { type: 'Date', kind: 'date' },
  TimeFilter: { type: 'Time', kind: 'time' },
  DurationFilter: { type: 'Duration', kind: 'duration' },
  DateTimeFilter: { type: 'DateTime', kind: 'instant' },
  URLFilter: { type: 'URL', kind: 'url' },
  EmailAddressFilter: { type: 'EmailAddress', kind: 'email' },
  DecimalFilter: { type: 'Decimal', kind: 'decimal' },
} as const satisfies Record<string, { readonly type: string; readonly kind: PropertyKind }>;

/** The types that only the subgraphs declare that use them. The others are in every subgraph. */
const typesIfUsed: ReadonlySet<string> = new Set([
  ...['URLFilter', 'EmailAddress', 'EmailAddressFilter', 'Decimal', 'DecimalFilter'],
]);

const operand = (operator: Operator, type: string): string => {
  if (operators[operator].takes === 'values') return `[${type}!]`;
  return operators[operator].takes === 'pattern' ? 'String' : type;
};

/** Returns the input that compares values of a type, with the operators whose operand kind is one of `takes`. */
export function comparisonInput(name: string, type: string, takes: readonly OperandKind[]): string {
  const names = (Object.keys(operators) as Operator[]).filter((operator) => takes.includes(operators[operator].takes));
  const members = names.map((operator) =>
    member(`${operator}: ${operand(operator, type)}`, `Matches if the value ${operators[operator].means}.`),
  );
  return block(`input ${name}`, `Filters by ${withArticle(type)}. Every given operator must match.`, members);
}

/**
 * Returns the type of an extension member of a problem. A reference to the service's own resource (`ownResource`) is
 * never null, and so has the same type as in a success: clients can select both in one query.
 */
function extensionType(extension: ProblemExtension, ownResource: string): string {
  const types: Readonly<Record<ProblemExtension['kind'], string>> = {
    integer: 'Int',
    text: 'String',
    texts: '[String!]!',
    issues: '[Issue!]!',
    holders: '[Holder!]!',
    current: 'Resource',
    references: extension.kind === 'references' ? `[${capitalize(extension.resource)}!]!` : '',
    reference:
      extension.kind === 'reference'
        ? `${capitalize(extension.resource)}${extension.resource === ownResource ? '!' : ''}`
        : '',
  };
  return types[extension.kind];
}

const problemMembers = [
  member(
    'type: URL!',
    'The URI of the problem type, as in `application/problem+json`. It links to the documentation of the problem.',
  ),
  member('title: String!', 'A short summary of the problem type.'),
  member('status: Int!', 'The HTTP status code of the same problem in the HAL API.'),
  member('detail: String!', 'An explanation of this occurrence of the problem, and how to correct it.'),
];

/** Returns the type of a kind of problem. It is the same in every subgraph that has it (`@shareable`). */
export function problemType(kind: ProblemKind, ownResource: string): string {
  const extensions = Object.entries(kind.extensions).map(([name, extension]) =>
    member(`${name}: ${extensionType(extension, ownResource)}`, extension.description),
  );
  const members = [...problemMembers, ...extensions];
  return block(`type ${kind.name} implements Problem @shareable`, kind.description, members);
}

/** The problems that mutations of every subgraph can return. */
export const sharedProblems: readonly ProblemKind[] = [
  problems.invalid,
  problems.notAllowed,
  problems.notFound,
  problems.duplicate,
  problems.inUse,
  problems.stale,
];

/** The fields that every resource's type has. */
export const resourceFields: readonly string[] = [
  member('id: ID!', 'The unique identifier of the object, equal to `_id` in the HAL API.'),
  member('href: URL!', 'The URL of the object in the HAL API.'),
  member('etag: String!', 'The entity tag of the current version, which every change replaces. Pass it as `ifMatch`.'),
  member('createdAt: DateTime!', 'The date and time when the object was created.'),
  member('updatedAt: DateTime!', 'The date and time when the object was last updated.'),
  member('actions: [Action!]! @listSize(assumedSize: 4)', 'The actions that the caller can perform on the object now.'),
];

const scalarType = ([name, { description, specifiedByURL }]: readonly [string, ScalarPlan]): string =>
  `${describe(description)}\nscalar ${name} @specifiedBy(url: "${specifiedByURL}")`;

const problemTypes: readonly string[] = [
  block('interface Problem', 'An expected failure of a mutation, as problem details (RFC 9457).', problemMembers),
  block('type Issue @shareable', 'A validation error of one input field.', [
    member('field: String!', 'The path of the input field.'),
    member('message: String!', 'The rule that the value must satisfy.'),
  ]),
  block('type Holder @shareable', 'A group of objects that refer to an object and prevent its removal.', [
    member('relation: String!', 'The relation by which they refer to the object.'),
    member('count: Int!', 'The number of objects that refer to it.'),
    member('href: URL', 'The URL of the list of these objects in the HAL API.'),
  ]),
];

const actionTypes: readonly string[] = [
  block('type Action @shareable', 'An action that the caller can perform now.', [
    member('rel: String!', 'The link relation of the action in the HAL API.'),
    member('title: String!', 'A human-readable label for the action.'),
    member('method: String!', 'The HTTP method of the action in the HAL API.'),
    member('href: URL!', 'The target URL of the action in the HAL API.'),
    member('mutation: String!', 'The name of the mutation that performs the action.'),
    member('fields: [ActionField!]!', 'The input fields of the action.'),
  ]),
  block(
    'type ActionField @shareable',
    'An input field of an action, with the constraints of the matching HAL-FORMS property.',
    [
      member('name: String!', 'The name of the argument or input field.'),
      member('title: String!', 'A human-readable label for the field.'),
      member('description: String!', 'The meaning of the field.'),
      member('type: String!', 'The GraphQL type of the field, without list or non-null modifiers.'),
      member('required: Boolean!', 'Whether a non-null value is required.'),
      member('value: String', 'The current value as text. Null if there is no value, or if it is a secret.'),
      member('regex: String', 'The regular expression (ECMA-262) that the value must match.'),
      member('minLength: Int', 'The minimum number of characters.'),
      member('maxLength: Int', 'The maximum number of characters.'),
      member('min: Int', 'The minimum value.'),
      member('max: Int', 'The maximum value.'),
      member(
        'options: [String!]!',
        'The allowed values, as the input accepts them. Empty if values are not limited to a set.',
      ),
    ],
  ),
];

const listTypes: readonly string[] = [
  block('type PageInfo @shareable', 'Information about pagination in a connection.', [
    member('hasNextPage: Boolean!', 'Whether there are items after this page.'),
    member('hasPreviousPage: Boolean!', 'Whether there are items before this page.'),
    member('startCursor: String', 'The cursor of the first edge, to continue backwards with `before`.'),
    member('endCursor: String', 'The cursor of the last edge, to continue forwards with `after`.'),
  ]),
  block('enum Direction', 'The direction in which a list is ordered.', [
    member('ASC', 'Ascending order: the smallest value first.'),
    member('DESC', 'Descending order: the largest value first.'),
  ]),
  block('enum ChangeKind', 'What happened to an object.', [
    member('CREATED', 'It was created, or the caller may read it now.'),
    member('CHANGED', 'It was changed.'),
    member('REMOVED', 'It was removed, or the caller may not read it any more.'),
  ]),
];

/** Returns the types that subgraphs declare identically: those that all of them have, and those of `used`. */
export function commonTypes(used: ReadonlySet<string>): readonly string[] {
  const isDeclared = ([name]: readonly [string, unknown]): boolean => !typesIfUsed.has(name) || used.has(name);
  return [
    ...Object.entries(scalarPlans).filter(isDeclared).map(scalarType),
    block('interface Resource', 'An object with an ID, an entity tag and a URL in the HAL API.', resourceFields),
    ...problemTypes,
    ...actionTypes,
    ...listTypes,
    ...Object.entries(comparisons)
      .filter(isDeclared)
      .map(([name, { type, kind }]) => comparisonInput(name, type, operandsOf[kind])),
    ...sharedProblems.map((kind) => problemType(kind, '')),
  ];
}
