// @ts-check
/*
 * What a supergraph says of the fields that services resolve (Join specification, v0.5). Used in the planning process too:
 * plain JavaScript that imports only packages.
 */
import { Kind, parse, visit } from 'graphql';

/**
 * @typedef {import('graphql').DocumentNode} DocumentNode
 * @typedef {import('graphql').SelectionSetNode} SelectionSetNode
 * @typedef {import('graphql').ConstDirectiveNode} DirectiveNode
 * @typedef {import('graphql').ObjectTypeDefinitionNode | import('graphql').InterfaceTypeDefinitionNode} TypeNode
 * @typedef {{
 *   readonly requiredBy: (service: string, coordinate: string) => SelectionSetNode | undefined,
 *   readonly providedBy: (service: string, coordinate: string) => SelectionSetNode | undefined,
 *   readonly typeOf: (coordinate: string) => string | undefined,
 * }} JoinedFields What a service requires for a field, what it provides of its value (`@provides`), and the name of the
 *   field's type.
 */

/** @param {DocumentNode} supergraph @returns {JoinedFields} */
export function readJoinedFields(supergraph) {
  /** @type {Map<string, SelectionSetNode>} */
  const required = new Map();
  /** @type {Map<string, SelectionSetNode>} */
  const provided = new Map();
  /** @type {Map<string, string>} */
  const types = new Map();
  const services = serviceNames(supergraph);
  const readType = (/** @type {TypeNode} */ { name, fields = [] }) => {
    for (const field of fields) {
      const coordinate = `${name.value}.${field.name.value}`;
      visit(field.type, { NamedType: (type) => void types.set(coordinate, type.name.value) });
      for (const { graph, requires, provides } of applied(field.directives, 'join__field')) {
        const service = `${services.get(graph ?? '')} ${coordinate}`;
        if (requires !== undefined) required.set(service, parseFieldSet(requires));
        if (provides !== undefined) provided.set(service, parseFieldSet(provides));
      }
    }
  };
  visit(supergraph, { ObjectTypeDefinition: readType, InterfaceTypeDefinition: readType });
  return {
    requiredBy: (service, coordinate) => required.get(`${service} ${coordinate}`),
    providedBy: (service, coordinate) => provided.get(`${service} ${coordinate}`),
    typeOf: (coordinate) => types.get(coordinate),
  };
}

/** Parses a set of fields, such as `id name`. @param {string} text @returns {SelectionSetNode} */
export function parseFieldSet(text) {
  const [operation] = parse(`{${text}}`, { noLocation: true }).definitions;
  if (operation?.kind !== Kind.OPERATION_DEFINITION) throw new Error(`not a set of fields: ${text}`);
  return operation.selectionSet;
}

/** Returns the names of services by those of `join__Graph`. @param {DocumentNode} supergraph */
function serviceNames(supergraph) {
  /** @type {Map<string, string>} */
  const names = new Map();
  visit(supergraph, {
    EnumValueDefinition: ({ name: graph, directives }) => {
      for (const { name } of applied(directives, 'join__graph')) if (name !== undefined) names.set(graph.value, name);
    },
  });
  return names;
}

/**
 * Returns the arguments of each application of a directive, as text.
 *
 * @param {readonly DirectiveNode[] | undefined} directives @param {string} directive
 * @returns {readonly Readonly<Record<string, string | undefined>>[]}
 */
const applied = (directives = [], directive) =>
  directives
    .filter(({ name }) => name.value === directive)
    .map(({ arguments: args = [] }) =>
      Object.fromEntries(
        args.map(({ name, value }) => [name.value, 'value' in value ? String(value.value) : undefined]),
      ),
    );
