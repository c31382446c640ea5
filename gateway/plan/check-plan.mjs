// @ts-check
/*
 * Checks plans. Used in the planning process too: plain JavaScript that imports only packages.
 */
import { Kind, OperationTypeNode, parse } from 'graphql';

/**
 * @typedef {import('./planned-supergraph.mjs').PlannedSupergraph} PlannedSupergraph
 * @typedef {import('../execute/program/query-plan.ts').FetchNode} FetchNode
 * @typedef {import('../execute/program/query-plan.ts').RequiredSelection} RequiredSelection
 * @typedef {import('graphql').SelectionSetNode} SelectionSetNode
 */

/**
 * Whether each request of a part of a plan has what its fields require.
 *
 * @param {unknown} part @param {PlannedSupergraph} planned @returns {boolean}
 */
export function meetsRequirements(part, planned) {
  if (typeof part !== 'object' || part === null) return true;
  if ('kind' in part && part.kind === 'Fetch') return isComplete(/** @type {any} */ (part), planned);
  return Object.values(part).every((value) => meetsRequirements(value, planned));
}

const rootTypes = {
  [OperationTypeNode.QUERY]: 'Query',
  [OperationTypeNode.MUTATION]: 'Mutation',
  [OperationTypeNode.SUBSCRIPTION]: 'Subscription',
};

/**
 * An object that a service answers.
 *
 * @typedef {{
 *   readonly type: string,
 *   readonly provided: readonly Field[],
 *   readonly represented?: readonly Field[],
 * }} AnsweredObject `provided` is what the service knows of it by `@provides`, `represented` what it is told.
 * @typedef {readonly [string, string]} Field Its path, and its name for the planner.
 */

/** @param {FetchNode} node @param {PlannedSupergraph} planned */
function isComplete({ operation, requires = [], serviceName }, planned) {
  const [definition] = parse(operation, { noLocation: true }).definitions;
  if (definition?.kind !== Kind.OPERATION_DEFINITION) return false;
  const represented = representedFields(requires, planned);
  /** @type {(set: SelectionSetNode, object: AnsweredObject) => boolean} */
  const isAnswerable = ({ selections }, object) =>
    selections.every((node) => {
      if (node.kind === Kind.FRAGMENT_SPREAD) return true;
      const { selectionSet } = node;
      if (node.kind === Kind.INLINE_FRAGMENT)
        return isAnswerable(node.selectionSet, { ...object, type: node.typeCondition?.name.value ?? object.type });
      const name = node.name.value;
      if (selectionSet && name === '_entities')
        return isAnswerable(selectionSet, { type: '', provided: [], represented });
      const coordinate = `${object.type}.${name}`;
      const known = object.represented ?? object.provided;
      const isMet = [...planned.requirementOf(serviceName, coordinate)].every((field) => includes(known, field));
      if (!isMet || selectionSet === undefined) return isMet;
      const provided = [...planned.provisionOf(serviceName, coordinate), ...fieldsBelow(object.provided, name)];
      return isAnswerable(selectionSet, { type: planned.typeOf(coordinate) ?? '', provided });
    });
  return isAnswerable(definition.selectionSet, { type: rootTypes[definition.operation], provided: [] });
}

/** @param {readonly Field[]} fields @param {Field} field */
const includes = (fields, [path, name]) => fields.some((each) => each[0] === path && each[1] === name);

/** @param {readonly Field[]} fields @param {string} above @returns {readonly Field[]} */
const fieldsBelow = (fields, above) =>
  fields.flatMap(([path, name]) => (path.startsWith(`${above}.`) ? [[path.slice(above.length + 1), name]] : []));

/**
 * @param {readonly RequiredSelection[]} selections @param {PlannedSupergraph} planned
 * @returns {readonly Field[]}
 */
function representedFields(selections, planned, above = '') {
  return selections.flatMap((selection) => {
    if (selection.kind === 'InlineFragment') return representedFields(selection.selections, planned, above);
    const path = `${above}${planned.fields.get(selection.name)?.name.value ?? selection.name}`;
    return [[path, selection.name], ...representedFields(selection.selections ?? [], planned, `${path}.`)];
  });
}
