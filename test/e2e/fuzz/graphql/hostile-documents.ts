import {
  getNamedType,
  isCompositeType,
  isNonNullType,
  isObjectType,
  isUnionType,
  type GraphQLCompositeType,
  type GraphQLSchema,
} from 'graphql';
import type { Draw } from './random-choice.ts';
import type { Target } from './schema.ts';

/** A document that is made to be expensive, or to go round in circles. */
type Trick = (draw: Draw, schema: GraphQLSchema) => string;

/** Fields that lead to an object and need no argument, as one may go through them for ever. */
const ways = (type: GraphQLCompositeType): readonly (readonly [string, GraphQLCompositeType])[] =>
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

/** A path of so many fields within each other. */
function path(draw: Draw, schema: GraphQLSchema, length: number): string {
  const names: string[] = [];
  let at: GraphQLCompositeType | undefined = schema.getQueryType() ?? undefined;
  while (at !== undefined && names.length < length) {
    const open: ReturnType<typeof ways> = ways(at).filter(([, to]) => ways(to).length > 0);
    if (open.length === 0) break;
    const [name, to] = draw.pick(open);
    names.push(name);
    at = to;
  }
  return `{ ${names.map((name) => `${name} { `).join('')}__typename${' }'.repeat(names.length)} }`;
}

/** Every way on each level, all at once. */
function tree(type: GraphQLCompositeType, depth: number): string {
  if (depth === 0) return '{ __typename }';
  return `{ __typename ${ways(type)
    .map(([name, to]) => `${name} ${tree(to, depth - 1)}`)
    .join(' ')} }`;
}

/** A list that may be asked for a hundred of each: `venues(first: 100) { nodes { events(first: 100) { … } } }`. */
function hundreds(type: GraphQLCompositeType, depth: number): string {
  const lists = isUnionType(type)
    ? []
    : Object.values(type.getFields()).filter(({ args }) => args.some(({ name }) => name === 'first'));
  const parts = lists.map((field) => {
    const connection = getNamedType(field.type);
    const nodes = isObjectType(connection) ? connection.getFields()['nodes'] : undefined;
    const node = nodes === undefined ? undefined : getNamedType(nodes.type);
    if (depth === 0 || !isCompositeType(node)) return '';
    return `${field.name}(first: 100) { totalCount nodes ${hundreds(node, depth - 1)} }`;
  });
  return `{ __typename ${parts.join(' ')} }`;
}

const root = (schema: GraphQLSchema): GraphQLCompositeType => {
  const type = schema.getQueryType();
  if (type === null || type === undefined) throw new Error('there is nothing to ask');
  return type;
};

const someType = (draw: Draw, schema: GraphQLSchema): string => draw.pick(Object.keys(schema.getTypeMap()));
const repeated = (times: number, make: (index: number) => string): string =>
  Array.from({ length: times }, (_, index) => make(index)).join(' ');
const size = (draw: Draw): number => draw.pick([5, 20, 100, 1000, 3000]);

const tricks: readonly Trick[] = [
  (draw, schema) => path(draw, schema, draw.pick([8, 12, 20, 60, 300])),
  (draw, schema) => tree(root(schema), draw.between(2, 4)),
  (draw, schema) => hundreds(root(schema), draw.between(1, 4)),
  (draw) => `{ ${repeated(size(draw), (index) => `a${index}: __typename`)} }`,
  (draw) => `{ ${repeated(size(draw), () => '__typename')} }`,
  (draw) => `{ __typename ${repeated(size(draw), () => '@skip(if: false)')} }`,
  (draw) => `{ ${repeated(size(draw), () => '...A')} } fragment A on Query { __typename }`,
  () => '{ ...A } fragment A on Query { ...B } fragment B on Query { ...A }',
  (draw) => {
    const levels = draw.between(5, 25);
    const next = (index: number) => (index === levels ? '__typename' : `...F${index + 1} ...F${index + 1}`);
    return `{ ...F0 } ${repeated(levels + 1, (index) => `fragment F${index} on Query { ${next(index)} }`)}`;
  },
  (draw) =>
    `{ ${repeated(draw.pick([3, 40]), (index) => `s${index}: __schema { types { fields { type { ofType { ofType { name } } } } } }`)} }`,
  (draw) =>
    `{ __schema { types { fields { type ${'{ ofType '.repeat(draw.between(1, 60))}{ name }${' }'.repeat(60)} } }`,
  (draw, schema) =>
    `{ __type(name: "${someType(draw, schema)}") { name fields { name args { defaultValue } } possibleTypes { name } } }`,
  (draw, schema) => {
    const [name] = draw.pick(ways(root(schema)).filter(([, to]) => ways(to).length > 0));
    const filters = draw.pick([3, 40, 400]);
    return `{ ${name}(filter: ${'{and: ['.repeat(filters)}{}${']}'.repeat(filters)}) { __typename } }`;
  },
  (draw, schema) => {
    const [name] = draw.pick(ways(root(schema)).filter(([, to]) => ways(to).length > 0));
    return `{ ${name}(filter: {id: {in: [${repeated(size(draw), () => '"x"')}]}}) { __typename } }`;
  },
  (draw, schema) => {
    const [name] = draw.pick(ways(root(schema)).filter(([, to]) => ways(to).length > 0));
    const after = draw.pick([
      '',
      'x',
      'WzFd',
      Buffer.from('[1,"event:+_id",[{"date":1e300}]]').toString('base64url'),
      '='.repeat(5000),
    ]);
    return `{ ${name}(first: ${draw.pick([0, -1, 1, 100, 101, 2147483647, 2147483648])}, after: "${after}") { __typename } }`;
  },
  (draw) =>
    `{ _entities(representations: [${repeated(size(draw), (index) => `{__typename: "${draw.pick(['Venue', 'Event', 'Account', 'Nothing', 'Query', '__proto__'])}", id: "${index}"}`)}]) { __typename } }`,
  (draw) =>
    `{ _entities(representations: [${draw.pick(['null', '1', '{}', '{__typename: 1}', '{__typename: "Venue"}', '{__typename: "Venue", id: {a: 1}}', '[]'])}]) { __typename } }`,
  (draw) => `query(${repeated(size(draw), (index) => `$v${index}: Int = ${index}`)}) { __typename }`,
  (draw) => `{ __typename } #${'x'.repeat(draw.pick([10, 1000, 60_000]))}`,
  (draw) => `{ a: __typename(x: "${'\\\\n'.repeat(draw.pick([10, 1000, 20_000]))}") }`,
  (draw) => '{'.repeat(draw.pick([10, 1000, 9000])),
  (draw) => `{ __typename(a: ${'['.repeat(draw.pick([10, 1000, 4000]))}`,
  (draw) => `query($a: ${'['.repeat(draw.pick([10, 1000]))}Int${']'.repeat(10)}) { __typename }`,
  (draw) =>
    draw.pick([
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

/** One of them. */
export const hostileDocument = (draw: Draw, { schema }: Target): string => draw.pick(tricks)(draw, schema);
