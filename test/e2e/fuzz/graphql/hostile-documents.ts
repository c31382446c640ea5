import {
  getNamedType,
  isCompositeType,
  isNonNullType,
  isObjectType,
  isUnionType,
  type GraphQLCompositeType,
  type GraphQLSchema,
} from 'graphql';
import type { RandomSource } from './random-choice.ts';
import type { GraphTarget } from './schema.ts';

/** Generates a document that is expensive, cyclic or malformed. */
type HostileGenerator = (random: RandomSource, schema: GraphQLSchema) => string;

/** Returns the fields of composite types without required arguments, which can be nested to any depth. */
const objectFields = (type: GraphQLCompositeType): readonly (readonly [string, GraphQLCompositeType])[] =>
  isUnionType(type)
    ? []
    : Object.values(type.getFields())
        .filter(({ args }) =>
          args.every((argument) => !isNonNullType(argument.type) || argument.defaultValue !== undefined),
        )
        .flatMap(({ name, type: to }) => {
          const target = getNamedType(to);
          return isCompositeType(target) ? [[name, target] as const] : [];
        });

/** Generates a query with `length` nested fields. */
function deepQuery(random: RandomSource, schema: GraphQLSchema, length: number): string {
  const names: string[] = [];
  let type: GraphQLCompositeType | undefined = schema.getQueryType() ?? undefined;
  while (type !== undefined && names.length < length) {
    const candidates: ReturnType<typeof objectFields> = objectFields(type).filter(
      ([, to]) => objectFields(to).length > 0,
    );
    if (candidates.length === 0) break;
    const [name, to] = random.pick(candidates);
    names.push(name);
    type = to;
  }
  return `{ ${names.map((name) => `${name} { `).join('')}__typename${' }'.repeat(names.length)} }`;
}

/** Generates a query with all object fields on each level. */
function broadQuery(type: GraphQLCompositeType, depth: number): string {
  if (depth === 0) return '{ __typename }';
  return `{ __typename ${objectFields(type)
    .map(([name, to]) => `${name} ${broadQuery(to, depth - 1)}`)
    .join(' ')} }`;
}

/** Generates nested lists of 100 items each: `venues(first: 100) { nodes { events(first: 100) { … } } }`. */
function largeListsQuery(type: GraphQLCompositeType, depth: number): string {
  const lists = isUnionType(type)
    ? []
    : Object.values(type.getFields()).filter(({ args }) => args.some(({ name }) => name === 'first'));
  const parts = lists.map((field) => {
    const connection = getNamedType(field.type);
    const nodes = isObjectType(connection) ? connection.getFields()['nodes'] : undefined;
    const node = nodes === undefined ? undefined : getNamedType(nodes.type);
    if (depth === 0 || !isCompositeType(node)) return '';
    return `${field.name}(first: 100) { totalCount nodes ${largeListsQuery(node, depth - 1)} }`;
  });
  return `{ __typename ${parts.join(' ')} }`;
}

const queryType = (schema: GraphQLSchema): GraphQLCompositeType => {
  const type = schema.getQueryType();
  if (type === null || type === undefined) throw new Error('the schema has no query type');
  return type;
};

const anyTypeName = (random: RandomSource, schema: GraphQLSchema): string =>
  random.pick(Object.keys(schema.getTypeMap()));
const repeat = (times: number, make: (index: number) => string): string =>
  Array.from({ length: times }, (_, index) => make(index)).join(' ');
const anySize = (random: RandomSource): number => random.pick([5, 20, 100, 1000, 3000]);

const hostileGenerators: readonly HostileGenerator[] = [
  (random, schema) => deepQuery(random, schema, random.pick([8, 12, 20, 60, 300])),
  (random, schema) => broadQuery(queryType(schema), random.between(2, 4)),
  (random, schema) => largeListsQuery(queryType(schema), random.between(1, 4)),
  (random) => `{ ${repeat(anySize(random), (index) => `a${index}: __typename`)} }`,
  (random) => `{ ${repeat(anySize(random), () => '__typename')} }`,
  (random) => `{ __typename ${repeat(anySize(random), () => '@skip(if: false)')} }`,
  (random) => `{ ${repeat(anySize(random), () => '...A')} } fragment A on Query { __typename }`,
  () => '{ ...A } fragment A on Query { ...B } fragment B on Query { ...A }',
  (random) => {
    const levels = random.between(5, 25);
    const next = (index: number) => (index === levels ? '__typename' : `...F${index + 1} ...F${index + 1}`);
    return `{ ...F0 } ${repeat(levels + 1, (index) => `fragment F${index} on Query { ${next(index)} }`)}`;
  },
  (random) =>
    `{ ${repeat(random.pick([3, 40]), (index) => `s${index}: __schema { types { fields { type { ofType { ofType { name } } } } } }`)} }`,
  (random) =>
    `{ __schema { types { fields { type ${'{ ofType '.repeat(random.between(1, 60))}{ name }${' }'.repeat(60)} } }`,
  (random, schema) =>
    `{ __type(name: "${anyTypeName(random, schema)}") { name fields { name args { defaultValue } } possibleTypes { name } } }`,
  (random, schema) => {
    const [name] = random.pick(objectFields(queryType(schema)).filter(([, to]) => objectFields(to).length > 0));
    const filters = random.pick([3, 40, 400]);
    return `{ ${name}(filter: ${'{and: ['.repeat(filters)}{}${']}'.repeat(filters)}) { __typename } }`;
  },
  (random, schema) => {
    const [name] = random.pick(objectFields(queryType(schema)).filter(([, to]) => objectFields(to).length > 0));
    return `{ ${name}(filter: {id: {in: [${repeat(anySize(random), () => '"x"')}]}}) { __typename } }`;
  },
  (random, schema) => {
    const [name] = random.pick(objectFields(queryType(schema)).filter(([, to]) => objectFields(to).length > 0));
    const after = random.pick([
      '',
      'x',
      'WzFd',
      Buffer.from('[1,"event:+_id",[{"date":1e300}]]').toString('base64url'),
      '='.repeat(5000),
    ]);
    return `{ ${name}(first: ${random.pick([0, -1, 1, 100, 101, 2147483647, 2147483648])}, after: "${after}") { __typename } }`;
  },
  (random) =>
    `{ _entities(representations: [${repeat(anySize(random), (index) => `{__typename: "${random.pick(['Venue', 'Event', 'Account', 'Nothing', 'Query', '__proto__'])}", id: "${index}"}`)}]) { __typename } }`,
  (random) =>
    `{ _entities(representations: [${random.pick(['null', '1', '{}', '{__typename: 1}', '{__typename: "Venue"}', '{__typename: "Venue", id: {a: 1}}', '[]'])}]) { __typename } }`,
  (random) => `query(${repeat(anySize(random), (index) => `$v${index}: Int = ${index}`)}) { __typename }`,
  (random) => `{ __typename } #${'x'.repeat(random.pick([10, 1000, 60_000]))}`,
  (random) => `{ a: __typename(x: "${'\\\\n'.repeat(random.pick([10, 1000, 20_000]))}") }`,
  (random) => '{'.repeat(random.pick([10, 1000, 9000])),
  (random) => `{ __typename(a: ${'['.repeat(random.pick([10, 1000, 4000]))}`,
  (random) => `query($a: ${'['.repeat(random.pick([10, 1000]))}Int${']'.repeat(10)}) { __typename }`,
  (random) =>
    random.pick([
      '',
      ' ',
      '#',
      'null',
      'query',
      '{',
      '{}',
      'fragment on on on { on }',
      'subscription { x }',
      '{ __typename',
      '\ufeff{ __typename }',
    ]),
];

/** Generates a hostile document. */
export const hostileDocument = (random: RandomSource, { schema }: GraphTarget): string =>
  random.pick(hostileGenerators)(random, schema);
