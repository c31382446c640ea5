// @ts-check
/*
 * The subgraph of the gateway itself: `Query.node` and the interface `Node`, by which Relay fetches any object again (Global
 * Object Identification). Runs in the composition process; plain JavaScript that imports only packages.
 */
import { Kind, print } from 'graphql';

/**
 * @typedef {import('graphql').DocumentNode} DocumentNode
 * @typedef {import('graphql').FieldDefinitionNode} FieldDefinitionNode
 * @typedef {{ readonly kind: string, readonly name: import('graphql').NameNode,
 *   readonly description?: import('graphql').StringValueNode, readonly fields?: readonly FieldDefinitionNode[],
 *   readonly directives?: readonly import('graphql').ConstDirectiveNode[] }} TypeNode
 * @typedef {{ readonly name: string, readonly typeDefs: DocumentNode }} Subgraph
 */

/** The name of the subgraph. */
export const nodeSubgraphName = 'gateway';

/**
 * Returns the SDL of the subgraph. Its types are those that one of the subgraphs looks up by their `id` alone, and that are
 * entities with this key: `event(id: ID!): Event`. Undefined if there is none, or if a subgraph has one of its names.
 *
 * @param {readonly Subgraph[]} subgraphs
 */
export function nodeSubgraph(subgraphs) {
  const types = subgraphs.flatMap(({ typeDefs }) => typesOf(typeDefs));
  const queries = types.filter(({ name }) => name.value === 'Query');
  const fields = queries.flatMap((query) => query.fields ?? []);
  const isTaken =
    subgraphs.some(({ name }) => name === nodeSubgraphName) ||
    types.some(({ name }) => name.value === 'Node') ||
    fields.some(({ name }) => name.value === 'node');
  const names = [...new Set(fields.flatMap(lookedUpType))].filter((name) => isEntityById(name, types)).sort();
  if (isTaken || names.length === 0) return undefined;
  const description = queries.map((query) => query.description).find((each) => each !== undefined);
  return `extend schema @link(url: "https://specs.apollo.dev/federation/v2.0", import: ["@key"])

${description === undefined ? '' : print(description)}
type Query {
  """
  Looks up an object by its ID, whatever its type is. Null if it does not exist or the caller cannot see it.
  """
  node(
    """The ID of the object."""
    id: ID!
  ): Node
}

"""An object that \`node\` looks up by its ID."""
interface Node {
  """The unique identifier of the object."""
  id: ID!
}
${names.map((name) => printStub(name, types)).join('')}`;
}

/**
 * Prints the stub of a type. Its ID has the description that the services give it.
 *
 * @param {string} name @param {readonly TypeNode[]} types
 */
function printStub(name, types) {
  const ids = types
    .filter((type) => type.name.value === name)
    .flatMap(({ fields = [] }) => fields.filter((field) => field.name.value === 'id'));
  const description = ids.map((id) => id.description).find((each) => each !== undefined);
  return `
type ${name} implements Node @key(fields: "id", resolvable: false) {
  ${description === undefined ? '' : print(description)}
  id: ID!
}
`;
}

/** Returns the definitions and extensions of types. @param {DocumentNode} document @returns {readonly TypeNode[]} */
const typesOf = ({ definitions }) =>
  definitions.flatMap((node) =>
    /Type(Definition|Extension)$/.test(node.kind) && 'name' in node && node.name
      ? [/** @type {TypeNode} */ (node)]
      : [],
  );

/** Returns the name of the type that a root field looks up by its `id`. @param {FieldDefinitionNode} field */
function lookedUpType({ type, arguments: args = [] }) {
  const [id] = args;
  const named = type.kind === Kind.NON_NULL_TYPE ? type.type : type;
  const isLookup = args.length === 1 && id?.name.value === 'id' && print(id.type) === 'ID!';
  return isLookup && named.kind === Kind.NAMED_TYPE ? [named.name.value] : [];
}

/**
 * Whether a name is that of an object type with the key `id: ID!`, wherever it is defined.
 *
 * @param {string} name @param {readonly TypeNode[]} types
 */
function isEntityById(name, types) {
  const parts = types.filter((type) => type.name.value === name);
  return (
    parts.some(hasIdKey) &&
    parts.every(
      ({ kind, fields = [], directives = [] }) =>
        /^ObjectType/.test(kind) &&
        directives.every((each) => each.name.value !== 'interfaceObject') &&
        fields.every((field) => field.name.value !== 'id' || print(field.type) === 'ID!'),
    )
  );
}

/** Whether a type can be resolved by its `id`. @param {TypeNode} type */
const hasIdKey = ({ directives = [] }) =>
  directives.some(
    ({ name, arguments: args = [] }) =>
      name.value === 'key' &&
      args.some(
        (each) => each.name.value === 'fields' && each.value.kind === Kind.STRING && each.value.value.trim() === 'id',
      ) &&
      args.every((each) => each.name.value !== 'resolvable' || print(each.value) === 'true'),
  );
