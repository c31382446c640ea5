// @ts-check
/*
 * Requests for entities whose fields require different things. Used in the planning process too: plain JavaScript that
 * imports only packages.
 */
import { Kind, parse, print, stripIgnoredCharacters, visit } from 'graphql';

/**
 * @typedef {import('./planned-supergraph.mjs').PlannedSupergraph} PlannedSupergraph
 * @typedef {import('./planned-supergraph.mjs').Requirement} Requirement
 * @typedef {import('../execute/program/query-plan.ts').FetchNode} FetchNode
 * @typedef {import('../execute/program/query-plan.ts').RequiredSelection} RequiredSelection
 * @typedef {import('graphql').FieldNode} FieldNode
 * @typedef {import('graphql').OperationDefinitionNode} OperationNode
 * @typedef {import('graphql').SelectionNode} SelectionNode
 * @typedef {import('graphql').SelectionSetNode} SelectionSetNode
 * @typedef {{ readonly fields: Set<FieldNode>, readonly required: Map<string, string> }} Group Fields of entities that can
 *   be requested together, and what they require: path → name for the planner.
 */

/**
 * Splits a request so that no two of its fields require one field with different arguments.
 *
 * @param {FetchNode} node @param {PlannedSupergraph} planned @returns {readonly FetchNode[]}
 */
export function splitRequest(node, planned) {
  const { requires, serviceName } = node;
  const [operation] = parse(node.operation, { noLocation: true }).definitions;
  if (requires === undefined || operation?.kind !== Kind.OPERATION_DEFINITION) return [node];
  /** @type {Group[]} */
  const groups = [];
  for (const entities of operation.selectionSet.selections)
    if (entities.kind === Kind.FIELD && entities.selectionSet)
      addFields(entities.selectionSet, {
        groups,
        requirementOf: (coordinate) => planned.requirementOf(serviceName, coordinate),
      });
  if (groups.length < 2) return [node];
  return groups.map(({ fields, required }) => ({
    ...node,
    ...withFields(operation, fields),
    requires: withRequired(
      requires,
      planned,
      (path, name) =>
        groups.every((other) => (other.required.get(path) ?? name) === name) || required.get(path) === name,
    ),
  }));
}

/**
 * Adds the fields of entities, each to the first group that it is compatible with.
 *
 * @param {SelectionSetNode} set
 * @param {{ readonly groups: Group[], readonly requirementOf: (coordinate: string) => Requirement }} parts
 */
function addFields({ selections }, parts, type = '') {
  const { groups, requirementOf } = parts;
  for (const node of selections) {
    if (node.kind === Kind.INLINE_FRAGMENT) addFields(node.selectionSet, parts, node.typeCondition?.name.value ?? type);
    if (node.kind !== Kind.FIELD) continue;
    const requirement = [...requirementOf(`${type}.${node.name.value}`)];
    const known = groups.find(({ required }) =>
      requirement.every(([path, name]) => (required.get(path) ?? name) === name),
    );
    const group = known ?? { fields: new Set(), required: new Map() };
    if (known === undefined) groups.push(group);
    group.fields.add(node);
    for (const [path, name] of requirement) group.required.set(path, name);
  }
}

/**
 * Reduces a request to some fields of its entities, and to the variables that they use.
 *
 * @param {OperationNode} operation @param {ReadonlySet<FieldNode>} fields
 */
function withFields(operation, fields) {
  /** @param {SelectionSetNode} set @returns {SelectionSetNode} */
  const reduce = (set) => ({ ...set, selections: set.selections.flatMap(reduceNode) });
  /** @param {SelectionNode} node @returns {readonly SelectionNode[]} */
  const reduceNode = (node) => {
    if (node.kind !== Kind.INLINE_FRAGMENT) return node.kind === Kind.FIELD && fields.has(node) ? [node] : [];
    const selectionSet = reduce(node.selectionSet);
    return selectionSet.selections.length > 0 ? [{ ...node, selectionSet }] : [];
  };
  const selections = operation.selectionSet.selections.map((entities) =>
    'selectionSet' in entities && entities.selectionSet
      ? { ...entities, selectionSet: reduce(entities.selectionSet) }
      : entities,
  );
  const selectionSet = { ...operation.selectionSet, selections };
  /** @type {Set<string>} */
  const used = new Set();
  visit(selectionSet, { Variable: ({ name }) => void used.add(name.value) });
  const all = operation.variableDefinitions ?? [];
  const variableDefinitions = all.filter(({ variable }) => used.has(variable.name.value));
  return {
    operation: stripIgnoredCharacters(print({ ...operation, variableDefinitions, selectionSet })),
    variableUsages: [...used].filter((name) => name !== 'representations'),
  };
}

/**
 * Reduces what a service requires.
 *
 * @param {readonly RequiredSelection[]} selections @param {PlannedSupergraph} planned
 * @param {(path: string, name: string) => boolean} isRequired @returns {RequiredSelection[]}
 */
function withRequired(selections, planned, isRequired, above = '') {
  return selections.flatMap((selection) => {
    const isField = selection.kind === 'Field';
    const path = isField ? `${above}${planned.fields.get(selection.name)?.name.value ?? selection.name}` : above;
    if (isField && !isRequired(path, selection.name)) return [];
    if (selection.selections === undefined) return [selection];
    const inner = withRequired(selection.selections, planned, isRequired, isField ? `${path}.` : above);
    return inner.length > 0 ? [{ ...selection, selections: inner }] : [];
  });
}
