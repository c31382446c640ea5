// @ts-check
/*
 * Fields that services require with arguments, such as `@requires(fields: "price(in: \"EUR\")")`. The planner selects all
 * that an object must have without aliases, so that fields of one name with other arguments would become one. It plans
 * with a supergraph in which each of them is a field of its own without arguments; in its plans, their names become
 * aliases. Used in the planning process too: plain JavaScript that imports only packages.
 */
import { Kind, parse, print, visit } from 'graphql';

/**
 * @typedef {import('graphql').FieldNode} FieldNode
 * @typedef {import('graphql').SelectionSetNode} SelectionSetNode
 * @typedef {import('graphql').ConstDirectiveNode} DirectiveNode
 * @typedef {import('graphql').FieldDefinitionNode} FieldDefinitionNode
 * @typedef {import('graphql').ObjectTypeDefinitionNode | import('graphql').InterfaceTypeDefinitionNode} TypeNode
 * @typedef {Pick<FieldNode, 'name' | 'arguments'>} RequiredField A field and its arguments.
 * @typedef {ReadonlyMap<string, string>} Requirement Path of each required field, such as `shelf.count` → name for the
 *   planner.
 */

/**
 * A supergraph for the planner.
 *
 * @typedef {{
 *   readonly supergraphSdl: string,
 *   readonly fields: ReadonlyMap<string, RequiredField>,
 *   readonly requirementOf: (service: string, coordinate: string) => Requirement,
 * }} PlannedSupergraph `fields` has the fields with arguments by their names for the planner.
 */

/**
 * Returns the supergraph for the planner; undefined if no service requires fields with arguments.
 *
 * @param {string} supergraphSdl @returns {PlannedSupergraph | undefined}
 */
export function nameRequiredFields(supergraphSdl) {
  if (!supergraphSdl.includes('requires: "')) return undefined;
  const document = parse(supergraphSdl, { noLocation: true });
  const { fields, rename } = createNames(document);
  /** @type {Map<string, Requirement>} */
  const requirements = new Map();
  const services = serviceNames(document);
  const renamed = mapFields(document, (type) => (field) => [
    mapRequirements(field, (graph, requires) => {
      const selection = rename(requires);
      const paths = requiredPaths(selection, fields);
      requirements.set(`${services.get(graph)} ${type.name.value}.${field.name.value}`, new Map(paths));
      return selection;
    }),
  ]);
  if (fields.size === 0) return undefined;
  const extended = mapFields(renamed, () => (field) => [field, ...requiredForms(field, fields)]);
  return {
    supergraphSdl: print(extended),
    fields,
    requirementOf: (service, coordinate) => requirements.get(`${service} ${coordinate}`) ?? new Map(),
  };
}

/**
 * Replaces each field of a document by others.
 *
 * @param {import('graphql').DocumentNode} document
 * @param {(type: TypeNode) => (field: FieldDefinitionNode) => readonly FieldDefinitionNode[]} replace
 */
function mapFields(document, replace) {
  const replaceIn = (/** @type {TypeNode} */ type) => ({ ...type, fields: (type.fields ?? []).flatMap(replace(type)) });
  return visit(document, { ObjectTypeDefinition: replaceIn, InterfaceTypeDefinition: replaceIn });
}

/**
 * Replaces the `requires` of each `@join__field` (Join specification, v0.5).
 *
 * @param {FieldDefinitionNode} field
 * @param {(graph: string, requires: SelectionSetNode) => SelectionSetNode} replace
 * @returns {FieldDefinitionNode}
 */
function mapRequirements(field, replace) {
  const directives = (field.directives ?? []).map((directive) => {
    const args = directive.arguments ?? [];
    const graph = args.find(({ name }) => name.value === 'graph')?.value;
    const requires = args.find(({ name }) => name.value === 'requires');
    if (graph?.kind !== Kind.ENUM || requires?.value.kind !== Kind.STRING) return directive;
    const selection = replace(graph.value, parseFieldSet(requires.value.value));
    const value = /** @type {const} */ ({ kind: Kind.STRING, value: print(selection).slice(1, -1) });
    return { ...directive, arguments: args.map((each) => (each === requires ? { ...each, value } : each)) };
  });
  return { ...field, directives };
}

/** @param {string} text @returns {SelectionSetNode} */
function parseFieldSet(text) {
  const [operation] = parse(`{${text}}`, { noLocation: true }).definitions;
  if (operation?.kind !== Kind.OPERATION_DEFINITION) throw new Error(`not a set of fields: ${text}`);
  return operation.selectionSet;
}

/**
 * Names the fields with arguments, equal ones alike. No field of the supergraph has one of these names, nor a response key
 * of a canonical operation.
 *
 * @param {import('graphql').DocumentNode} document
 */
function createNames(document) {
  const taken = new Set();
  visit(document, { FieldDefinition: ({ name }) => void taken.add(name.value) });
  /** @type {Map<string, string>} */
  const names = new Map();
  /** @type {Map<string, RequiredField>} */
  const fields = new Map();
  /** @param {FieldNode} node @returns {FieldNode} */
  const nameField = (node) => {
    const { name, arguments: args = [] } = node;
    if (args.length === 0) return node;
    const identity = `${name.value}(${args.map((each) => print(each)).sort()})`;
    let number = 1;
    const numbered = () => `${name.value}__required${number}`;
    while (!names.has(identity) && (taken.has(numbered()) || fields.has(numbered()))) number++;
    const own = names.get(identity) ?? numbered();
    names.set(identity, own);
    fields.set(own, { name, arguments: args });
    return { ...node, name: { ...name, value: own }, arguments: [] };
  };
  const rename = (/** @type {SelectionSetNode} */ selection) => visit(selection, { Field: nameField });
  return { fields, rename };
}

/**
 * Returns a field of the supergraph as services require it with arguments.
 *
 * @param {FieldDefinitionNode} field @param {ReadonlyMap<string, RequiredField>} required
 * @returns {FieldDefinitionNode[]}
 */
function requiredForms(field, required) {
  const own = new Set((field.arguments ?? []).map(({ name }) => name.value));
  return [...required].flatMap(([value, { name, arguments: args = [] }]) =>
    name.value === field.name.value && args.every((each) => own.has(each.name.value))
      ? [{ ...field, name: { ...field.name, value }, arguments: [] }]
      : [],
  );
}

/**
 * @param {SelectionSetNode} selection @param {ReadonlyMap<string, RequiredField>} fields
 * @returns {(readonly [string, string])[]}
 */
function requiredPaths({ selections }, fields, above = '') {
  return selections.flatMap((node) => {
    if (node.kind === Kind.FRAGMENT_SPREAD) return [];
    if (node.kind === Kind.INLINE_FRAGMENT) return requiredPaths(node.selectionSet, fields, above);
    const path = `${above}${fields.get(node.name.value)?.name.value ?? node.name.value}`;
    const below = node.selectionSet ? requiredPaths(node.selectionSet, fields, `${path}.`) : [];
    return [[path, node.name.value], ...below];
  });
}

/** Returns the names of services by those of `join__Graph`. @param {import('graphql').DocumentNode} document */
function serviceNames(document) {
  /** @type {Map<string, string>} */
  const names = new Map();
  visit(document, {
    EnumValueDefinition: ({ name, directives = [] }) => {
      for (const { arguments: args = [] } of directives.filter((each) => each.name.value === 'join__graph')) {
        const value = args.find((each) => each.name.value === 'name')?.value;
        if (value?.kind === Kind.STRING) names.set(name.value, value.value);
      }
    },
  });
  return names;
}
