import { operators, type Operator } from '../../resource/filter.ts';
import * as problems from '../../resource/common-problems.ts';
import type { ProblemExtension, ProblemKind } from '../../resource/problems.ts';
import { withArticle } from '../../util/article.ts';
import { capitalize } from '../../util/capitalize.ts';
import { scalarPlans } from '../scalars.ts';

/** A description, as SDL has it. */
export const describe = (text: string): string => `"""${text.replaceAll('"""', '\\"""')}"""`;

/** A block of SDL: a type with described members; a description of '' is left to the subgraph that owns the type. */
export const block = (head: string, description: string, members: readonly string[]): string =>
  `${description === '' ? '' : describe(description)}\n${head} {\n${members.map((member) => `  ${member}`).join('\n')}\n}`;

export const member = (line: string, description: string): string => `${describe(description)} ${line}`;

/** The directive of what nobody is to use any more, with a space before it; nothing for all else. */
export const deprecation = ({ deprecated }: { readonly deprecated?: string | undefined }): string =>
  deprecated === undefined ? '' : ` @deprecated(reason: ${JSON.stringify(deprecated)})`;

/** The filter inputs by what they compare; each has the operators that apply to it. */
const comparisons = {
  StringFilter: { type: 'String', takes: ['value', 'ordered', 'values', 'pattern'] },
  IDFilter: { type: 'ID', takes: ['value', 'ordered', 'values'] },
  IntFilter: { type: 'Int', takes: ['value', 'ordered', 'values'] },
  BooleanFilter: { type: 'Boolean', takes: ['value', 'values'] },
  DateFilter: { type: 'Date', takes: ['value', 'ordered', 'values'] },
  TimeFilter: { type: 'Time', takes: ['value', 'ordered', 'values'] },
  DurationFilter: { type: 'Duration', takes: ['value', 'values'] },
  DateTimeFilter: { type: 'DateTime', takes: ['value', 'ordered', 'values'] },
} as const satisfies Record<string, { readonly type: string; readonly takes: readonly string[] }>;

const operand = (operator: Operator, type: string): string => {
  if (operators[operator].takes === 'values') return `[${type}!]`;
  return operators[operator].takes === 'pattern' ? 'String' : type;
};

/** The input that compares values of a type, with the operators that take one of `takes`. */
export function comparisonInput(name: string, type: string, takes: readonly string[]): string {
  const names = (Object.keys(operators) as Operator[]).filter((operator) => takes.includes(operators[operator].takes));
  const members = names.map((operator) =>
    member(`${operator}: ${operand(operator, type)}`, `The value ${operators[operator].means}.`),
  );
  return block(`input ${name}`, `Compares ${withArticle(type)}; every operator given must hold.`, members);
}

/**
 * The type of an extension member of a problem. A document of the service's own is always there, and so has the same
 * type as in a success: clients may select it from both in one query.
 */
function extensionType(extension: ProblemExtension, own: string): string {
  const types: Readonly<Record<ProblemExtension['kind'], string>> = {
    integer: 'Int',
    text: 'String',
    texts: '[String!]!',
    issues: '[Issue!]!',
    holders: '[Holder!]!',
    current: 'Resource',
    references: extension.kind === 'references' ? `[${capitalize(extension.resource)}!]!` : '',
    reference:
      extension.kind === 'reference' ? `${capitalize(extension.resource)}${extension.resource === own ? '!' : ''}` : '',
  };
  return types[extension.kind];
}

const problemMembers = [
  member('type: URL!', 'The kind of problem; it leads to a page, and is the one that problem+json has.'),
  member('title: String!', 'The kind of problem, in words.'),
  member('status: Int!', 'The status that the HAL face answers with.'),
  member('detail: String!', 'What happened this time, and what would be right.'),
];

/** A kind of problem as a type, the same in every subgraph that has it. */
export function problemType(kind: ProblemKind, own: string): string {
  const extensions = Object.entries(kind.extensions).map(([name, extension]) =>
    member(`${name}: ${extensionType(extension, own)}`, extension.description),
  );
  const members = [...problemMembers, ...extensions];
  return block(`type ${kind.name} implements Problem @shareable`, kind.description, members);
}

/** Problems that mutations of every subgraph may answer with. */
export const sharedProblems: readonly ProblemKind[] = [
  problems.invalid,
  problems.notAllowed,
  problems.notFound,
  problems.duplicate,
  problems.inUse,
  problems.stale,
];

const resourceMembers = [
  member('id: ID!', "The same as HAL's `_id`."),
  member('href: URL!', 'The same document in the HAL face.'),
  member('etag: String!', 'Another one after every change; for `ifMatch`.'),
  member('createdAt: DateTime!', 'When it was created.'),
  member('updatedAt: DateTime!', 'When it was changed last.'),
  member('actions: [Action!]! @listSize(assumedSize: 4)', 'What this caller may do with it now.'),
];
export const resourceFields: readonly string[] = resourceMembers;

/** What every subgraph has, word for word. */
export function commonTypes(): readonly string[] {
  const scalarLines = Object.entries(scalarPlans).map(
    ([name, { description, specifiedByURL }]) =>
      `${describe(description)}\nscalar ${name} @specifiedBy(url: "${specifiedByURL}")`,
  );
  return [
    ...scalarLines,
    block('interface Resource', 'What every resource has.', resourceMembers),
    block('interface Problem', 'Something that a caller must expect (RFC 9457).', problemMembers),
    block('type Issue @shareable', 'What is wrong with one field of an input.', [
      member('field: String!', 'The field of the input.'),
      member('message: String!', 'What would be right.'),
    ]),
    block('type Holder @shareable', 'Documents that keep another from being removed.', [
      member('relation: String!', 'How they refer to it.'),
      member('count: Int!', 'How many there are.'),
      member('href: URL', 'Where they are, in the HAL face.'),
    ]),
    block('type Action @shareable', 'Something that the caller may do now.', [
      member('rel: String!', 'Its relation in the HAL face.'),
      member('title: String!', 'What it does.'),
      member('method: String!', 'The HTTP method in the HAL face.'),
      member('href: URL!', 'Where it is done in the HAL face.'),
      member('mutation: String!', 'The mutation that does it here.'),
      member('fields: [ActionField!]!', 'What it takes.'),
    ]),
    block('type ActionField @shareable', 'A field that an action takes: what the form for it has in the HAL face.', [
      member('name: String!', 'The name of the input.'),
      member('title: String!', 'What to call it before people.'),
      member('description: String!', 'What it means.'),
      member('type: String!', 'The type of the input.'),
      member('required: Boolean!', 'Whether it must be there: it cannot be null.'),
      member('value: String', 'What it is now, as text; null where it is nothing, or a secret.'),
      member('regex: String', 'A regular expression (ECMA-262) that the value matches.'),
      member('minLength: Int', 'The fewest characters.'),
      member('maxLength: Int', 'The most characters.'),
      member('min: Int', 'The smallest number.'),
      member('max: Int', 'The largest number.'),
      member('options: [String!]!', 'The values that it may have, as the input takes them; empty where any will do.'),
    ]),
    block('type PageInfo @shareable', 'Where a page stands in its list (Relay connections).', [
      member('hasNextPage: Boolean!', 'Whether there is more after it.'),
      member('hasPreviousPage: Boolean!', 'Whether there is more before it.'),
      member('startCursor: String', 'The cursor of its first edge.'),
      member('endCursor: String', 'The cursor of its last edge.'),
    ]),
    block('enum Direction', 'Which way a list is sorted.', [
      member('ASC', 'The smallest first.'),
      member('DESC', 'The largest first.'),
    ]),
    ...Object.entries(comparisons).map(([name, { type, takes }]) => comparisonInput(name, type, takes)),
    ...sharedProblems.map((kind) => problemType(kind, '')),
  ];
}
