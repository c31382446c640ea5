// @ts-check
/*
 * Fields that services require with arguments, such as `@requires(fields: "price(in: \"EUR\")")`. The planner selects all
 * that an object must have without aliases, so that fields of one name with other arguments would become one. It plans
 * with a supergraph in which each of them is a field of its own without arguments; in its plans, their names become
 * aliases. Used in the planning process too: plain JavaScript that imports only packages
 * and the like.
 */
import { Kind, print, visit } from 'graphql';
import { parseFieldSet } from './joined-fields.mjs';

/**
 * @typedef {import('graphql').FieldNode} FieldNode
 * @typedef {import('graphql').SelectionSetNode} SelectionSetNode
 * @typedef {import('graphql').FieldDefinitionNode} FieldDefinitionNode
 * @typedef {import('graphql').ObjectTypeDefinitionNode | import('graphql').InterfaceTypeDefinitionNode} TypeNode
 * @typedef {Pick<FieldNode, 'name' | 'arguments'>} RequiredField A field and its arguments.
 */

/**
 * Returns a supergraph for the planner, and the fields with arguments by their names in it.
 *
 * @param {import('graphql').DocumentNode} supergraph
 */
export function nameRequiredFields(supergraph) {
  const { fields, rename } = createNames(supergraph);
  const renamed = mapFields(supergraph, (field) => [mapRequirements(field, rename)]);
  const document = mapFields(renamed, (field) => [field, ...requiredForms(field, fields)]);
  return { document, fields };
}

/**
 * Replaces each field of a document by others.
 *
 * @param {import('graphql').DocumentNode} document
 * @param {(field: FieldDefinitionNode) => readonly FieldDefinitionNode[]} replace
 */
function mapFields(document, replace) {
  const replaceIn = (/** @type {TypeNode} */ type) => ({ ...type, fields: (type.fields ?? []).flatMap(replace) });
  return visit(document, { ObjectTypeDefinition: replaceIn, InterfaceTypeDefinition: replaceIn });
}

/**
 * Replaces the `requires` of each `@join__field` (Join specification, v0.5).
 *
 * @param {FieldDefinitionNode} field @param {(requires: SelectionSetNode) => SelectionSetNode} replace
 * @returns {FieldDefinitionNode}
 */
function mapRequirements(field, replace) {
  const directives = (field.directives ?? []).map((directive) => ({
    ...directive,
    arguments: (directive.arguments ?? []).map((argument) => {
      const { name, value } = argument;
      if (directive.name.value !== 'join__field' || name.value !== 'requires' || value.kind !== Kind.STRING)
        return argument;
      return { ...argument, value: { ...value, value: print(replace(parseFieldSet(value.value))).slice(1, -1) } };
    }),
  }));
  return { ...field, directives };
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
