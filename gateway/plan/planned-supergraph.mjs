// @ts-check
/*
 * The supergraph as the planner gets it. Used in the planning process too: plain JavaScript that imports only packages and
 * the like.
 */
import { Kind, parse, print } from 'graphql';
import { readJoinedFields } from './joined-fields.mjs';
import { nameRequiredFields } from './required-arguments.mjs';

/**
 * @typedef {import('graphql').SelectionSetNode} SelectionSetNode
 * @typedef {import('./required-arguments.mjs').RequiredField} RequiredField
 * @typedef {ReadonlyMap<string, string>} Requirement Path of each field, such as `shelf.count` → its name for the planner.
 * @typedef {{
 *   readonly supergraphSdl: string,
 *   readonly fields: ReadonlyMap<string, RequiredField>,
 *   readonly requirementOf: (service: string, coordinate: string) => Requirement,
 *   readonly provisionOf: (service: string, coordinate: string) => Requirement,
 *   readonly typeOf: (coordinate: string) => string | undefined,
 * }} PlannedSupergraph `fields` has the fields that services require with arguments, by their names for the planner.
 */

/**
 * Reads a supergraph; undefined if no service requires fields of others, so that there is nothing to mind.
 *
 * @param {string} supergraphSdl @returns {PlannedSupergraph | undefined}
 */
export function readPlannedSupergraph(supergraphSdl) {
  if (!supergraphSdl.includes('requires: "')) return undefined;
  const { document, fields } = nameRequiredFields(parse(supergraphSdl, { noLocation: true }));
  const { requiredBy, providedBy, typeOf } = readJoinedFields(document);
  const pathsOf = (/** @type {SelectionSetNode | undefined} */ selection) =>
    new Map(selection === undefined ? [] : fieldPaths(selection, fields));
  return {
    supergraphSdl: fields.size === 0 ? supergraphSdl : print(document),
    fields,
    requirementOf: (service, coordinate) => pathsOf(requiredBy(service, coordinate)),
    provisionOf: (service, coordinate) => pathsOf(providedBy(service, coordinate)),
    typeOf,
  };
}

/**
 * @param {SelectionSetNode} selection @param {PlannedSupergraph['fields']} fields
 * @returns {(readonly [string, string])[]}
 */
function fieldPaths({ selections }, fields, above = '') {
  return selections.flatMap((node) => {
    if (node.kind === Kind.FRAGMENT_SPREAD) return [];
    if (node.kind === Kind.INLINE_FRAGMENT) return fieldPaths(node.selectionSet, fields, above);
    const path = `${above}${fields.get(node.name.value)?.name.value ?? node.name.value}`;
    const below = node.selectionSet ? fieldPaths(node.selectionSet, fields, `${path}.`) : [];
    return [[path, node.name.value], ...below];
  });
}
