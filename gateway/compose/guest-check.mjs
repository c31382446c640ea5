// @ts-check
/*
 * Checks of guests: subgraphs of services that registered without proof that they belong to the system. A guest may add
 * types and fields to the graph, its own fields of shared entities included. Everything of the trusted subgraphs stays
 * as it is, and is still resolved by them. Runs in the composition process; plain JavaScript that imports only packages.
 */
import { isDeepStrictEqual } from 'node:util';
import { Kind, parse, print, valueFromASTUntyped, visit } from 'graphql';

/**
 * @typedef {import('graphql').DocumentNode} DocumentNode
 * @typedef {import('graphql').DefinitionNode} DefinitionNode
 * @typedef {import('graphql').ConstDirectiveNode} DirectiveNode
 * @typedef {DefinitionNode & { name: import('graphql').NameNode, fields?: readonly import('graphql').FieldDefinitionNode[],
 *   directives?: readonly DirectiveNode[] }} TypeNode
 * @typedef {{ api: DocumentNode, supergraph: DocumentNode }} Graph The API schema of a supergraph, and the supergraph.
 */

/** The directives that a guest may apply. All others can change what trusted subgraphs define or resolve. */
const allowedDirectives = new Set(['key', 'link', 'shareable', 'listSize', 'deprecated', 'specifiedBy', 'extends']);
/** The specifications that a guest may link to: federation, and `link` itself. */
const allowedSpecification = /^https:\/\/specs\.apollo\.dev\/(federation|link)\/v[\d.]+$/;

/**
 * Returns why the schema of a guest is rejected, whatever it is composed with.
 *
 * @param {DocumentNode} sdl @returns {string[]}
 */
export function problemsOfGuestSdl(sdl) {
  /** @type {Set<string>} */
  const problems = new Set();
  visit(sdl, {
    Directive: (directive) => {
      const { name } = directive;
      if (!allowedDirectives.has(name.value)) problems.add(`a guest must not use @${name.value}`);
      if (name.value === 'link' && !isAllowedLink(directive))
        problems.add('a guest may link to the specification of federation only, and must not rename what it imports');
    },
  });
  return [...problems];
}

/** @param {import('graphql').DirectiveNode} link */
function isAllowedLink(link) {
  const { url, as, import: imported = [] } = argumentsOf(link);
  const isRenamed = as !== undefined || !Array.isArray(imported) || imported.some((each) => typeof each !== 'string');
  return typeof url === 'string' && allowedSpecification.test(url) && !isRenamed;
}

/**
 * Returns how guests change what the trusted subgraphs composed alone have.
 *
 * @param {Graph} trusted The graph of the trusted subgraphs alone.
 * @param {Graph} composed The graph with the guests.
 * @param {ReadonlySet<string>} guests The names of the guests' subgraphs.
 * @returns {string[]}
 */
export function problemsOfComposition(trusted, composed, guests) {
  const changed = changedDefinitions(trusted.api, composed.api);
  const taken = takenFields(trusted, composed.supergraph, guests);
  changed.push(...resizedFields(trusted, composed.supergraph));
  return [...changed.map((name) => `it changes ${name}`), ...taken.map((name) => `it takes over ${name}`)];
}

/**
 * Returns the names of the definitions of one API schema that another lacks or has in another form. Object types may
 * have more fields there. Descriptions and deprecations count.
 *
 * @param {DocumentNode} before @param {DocumentNode} after
 */
function changedDefinitions(before, after) {
  const types = typesOf(after);
  return [...typesOf(before).values()].flatMap((type) => {
    const name = type.name.value;
    const other = types.get(name);
    return other !== undefined && print(type) === print(withoutAdditions(other, type)) ? [] : [name];
  });
}

/**
 * Returns an object type with the fields of another, in its order; any other definition unchanged.
 *
 * @param {TypeNode} type @param {TypeNode} before @returns {DefinitionNode}
 */
function withoutAdditions(type, before) {
  if (type.kind !== Kind.OBJECT_TYPE_DEFINITION) return type;
  const fields = new Map((type.fields ?? []).map((field) => [field.name.value, field]));
  return { ...type, fields: (before.fields ?? []).flatMap(({ name }) => fields.get(name.value) ?? []) };
}

/**
 * Returns the fields of trusted subgraphs that a guest resolves too. A guest has a key of an entity that all subgraphs
 * have, to extend it, and value types for its own fields: nothing leads from the object of a trusted subgraph to those.
 *
 * @param {Graph} trusted @param {DocumentNode} supergraph @param {ReadonlySet<string>} guests
 */
function takenFields(trusted, supergraph, guests) {
  const api = typesOf(trusted.api);
  const before = typesOf(trusted.supergraph);
  const isGuest = guestGraphs(supergraph, guests);
  return [...typesOf(supergraph).values()].flatMap((type) => {
    const name = type.name.value;
    const own = api.get(name);
    const joins = applied(type, 'join__type').filter(({ graph }) => isGuest(graph));
    if (own === undefined || joins.length === 0) return [];
    const keys = applied(before.get(name), 'join__type').flatMap(({ key }) => (typeof key === 'string' ? [key] : []));
    const isRoot = ['Query', 'Mutation', 'Subscription'].includes(name);
    if (!isRoot && keys.length === 0) return joins.some(({ key }) => key !== undefined) ? [name] : [];
    const keyFields = new Set(keys.flatMap(topLevelFields));
    const isShared = (/** @type {string} */ field) => keyFields.has(field) && isEverywhere(before.get(name), field);
    const fields = (own.fields ?? []).map((field) => field.name.value).filter((field) => !isShared(field));
    return fields.filter((field) => isResolvedBy(isGuest, type, field)).map((field) => `${name}.${field}`);
  });
}

/**
 * Returns the fields of trusted subgraphs whose assumed sizes, from which costs are estimated, are others with guests.
 *
 * @param {Graph} trusted @param {DocumentNode} supergraph
 */
function resizedFields(trusted, supergraph) {
  const types = typesOf(supergraph);
  return [...typesOf(trusted.supergraph).values()].flatMap((type) => {
    const fields = new Map(types.get(type.name.value)?.fields?.map((field) => [field.name.value, field]));
    const isResized = (/** @type {import('graphql').FieldDefinitionNode} */ field) =>
      !isDeepStrictEqual(applied(field, 'listSize'), applied(fields.get(field.name.value), 'listSize'));
    return (type.fields ?? []).filter(isResized).map(({ name }) => `${type.name.value}.${name.value}`);
  });
}

/**
 * Whether all trusted subgraphs of a type resolve a field, so that nobody asks a guest for it. Of several keys, one that
 * a trusted subgraph lacks would be fetched from any subgraph that has it.
 *
 * @param {TypeNode | undefined} type @param {string} name
 */
function isEverywhere(type, name) {
  const joins = applied(
    type?.fields?.find((field) => field.name.value === name),
    'join__field',
  );
  const resolving = joins.filter(({ graph, external }) => graph !== undefined && external !== true);
  const graphs = new Set(resolving.map(({ graph }) => graph));
  return joins.length === 0 || applied(type, 'join__type').every(({ graph }) => graphs.has(graph));
}

/** @param {(graph: unknown) => boolean} isGuest @param {TypeNode} type @param {string} name */
function isResolvedBy(isGuest, type, name) {
  const field = type.fields?.find((each) => each.name.value === name);
  const joins = applied(field, 'join__field').filter(({ graph }) => graph !== undefined);
  // Without the directive, all subgraphs of the type resolve the field.
  return joins.length === 0 || joins.some(({ graph }) => isGuest(graph));
}

/** @param {string} key A selection set without its outer braces. */
const topLevelFields = (key) =>
  parse(`{${key}}`).definitions.flatMap((definition) =>
    definition.kind === Kind.OPERATION_DEFINITION
      ? definition.selectionSet.selections.flatMap((each) => (each.kind === Kind.FIELD ? [each.name.value] : []))
      : [],
  );

/**
 * Returns whether a value of the enum `join__Graph` is the subgraph of a guest.
 *
 * @param {DocumentNode} supergraph @param {ReadonlySet<string>} guests
 */
function guestGraphs(supergraph, guests) {
  const graphs = supergraph.definitions.find(
    (definition) => definition.kind === Kind.ENUM_TYPE_DEFINITION && definition.name.value === 'join__Graph',
  );
  const values = graphs?.kind === Kind.ENUM_TYPE_DEFINITION ? (graphs.values ?? []) : [];
  const ofGuests = values.filter((value) => applied(value, 'join__graph').some(({ name }) => guests.has(String(name))));
  const names = new Set(ofGuests.map(({ name }) => name.value));
  return (/** @type {unknown} */ graph) => typeof graph === 'string' && names.has(graph);
}

/** @param {DocumentNode} document @returns {Map<string, TypeNode>} */
function typesOf(document) {
  const named = document.definitions.filter((definition) => 'name' in definition && definition.name !== undefined);
  return new Map(
    named.map((definition) => {
      const type = /** @type {TypeNode} */ (definition);
      return [type.kind === Kind.DIRECTIVE_DEFINITION ? `@${type.name.value}` : type.name.value, type];
    }),
  );
}

/**
 * Returns the arguments of each application of a directive.
 *
 * @param {{ readonly directives?: readonly DirectiveNode[] | undefined } | undefined} node @param {string} name
 */
const applied = (node, name) =>
  (node?.directives ?? []).filter((directive) => directive.name.value === name).map(argumentsOf);

/** @param {import('graphql').DirectiveNode} directive @returns {Record<string, unknown>} */
const argumentsOf = ({ arguments: given = [] }) =>
  Object.fromEntries(given.map(({ name, value }) => [name.value, valueFromASTUntyped(value)]));
