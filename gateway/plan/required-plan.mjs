// @ts-check
/*
 * Plans for a supergraph in which the fields that services require with arguments have names of their own. Used in the
 * planning process too: plain JavaScript that imports only packages and the like.
 */
import { parse, print, stripIgnoredCharacters, visit } from 'graphql';
import { splitRequest } from './split-request.mjs';

/**
 * @typedef {import('./planned-supergraph.mjs').PlannedSupergraph} PlannedSupergraph
 * @typedef {import('../execute/program/query-plan.ts').FetchNode} FetchNode
 * @typedef {import('../execute/program/query-plan.ts').RequiredSelection} RequiredSelection
 * @typedef {import('../execute/program/query-plan.ts').FetchDataRewrite} FetchDataRewrite
 */

/**
 * Puts the fields with arguments back into a part of a plan: the name that each has for the planner becomes an alias. A
 * request for fields that require one field with different arguments becomes several, since a representation has the
 * field once.
 *
 * @template T @param {T} part @param {PlannedSupergraph} planned @returns {T}
 */
export function restoreArguments(part, planned) {
  if (Array.isArray(part)) return /** @type {T} */ (part.map((each) => restoreArguments(each, planned)));
  if (typeof part !== 'object' || part === null) return part;
  if ('kind' in part && part.kind === 'Fetch')
    return /** @type {T} */ (restoreFetch(/** @type {any} */ (part), planned));
  const restored = Object.entries(part).map(([key, value]) => [key, restoreArguments(value, planned)]);
  return Object.fromEntries(restored);
}

/** @param {FetchNode} node @param {PlannedSupergraph} planned */
function restoreFetch(node, planned) {
  const text = node.operation + JSON.stringify(node.requires);
  if (![...planned.fields.keys()].some((name) => text.includes(name))) return node;
  const requests = splitRequest(node, planned).map((each) => withAliases(each, planned));
  return requests.length === 1 ? requests[0] : { kind: 'Parallel', nodes: requests };
}

/** @param {FetchNode} node @param {PlannedSupergraph} planned @returns {FetchNode} */
function withAliases({ operationDocumentNode: _, ...node }, { fields }) {
  const document = visit(parse(node.operation, { noLocation: true }), {
    Field: (field) => {
      const required = fields.get(field.name.value);
      return required && { ...field, ...required, alias: field.alias ?? field.name };
    },
  });
  const renamed = renamers(node.requires ?? [], fields);
  return {
    ...node,
    operation: stripIgnoredCharacters(print(document)),
    // First: the planner's own rewrites can change the types on which the paths of these depend.
    ...(renamed.length > 0 && { inputRewrites: [...renamed, ...(node.inputRewrites ?? [])] }),
  };
}

/**
 * Returns rewrites that give the fields of representations the names that services know, inner fields first.
 *
 * @param {readonly RequiredSelection[]} selections @param {PlannedSupergraph['fields']} fields
 * @param {readonly string[]} above @returns {readonly FetchDataRewrite[]}
 */
function renamers(selections, fields, above = []) {
  return selections.flatMap((selection) => {
    if (selection.kind === 'InlineFragment') {
      const condition = selection.typeCondition === undefined ? [] : [`... on ${selection.typeCondition}`];
      return renamers(selection.selections, fields, [...above, ...condition]);
    }
    const path = [...above, selection.name];
    const below = renamers(selection.selections ?? [], fields, path);
    const renameKeyTo = fields.get(selection.name)?.name.value;
    return renameKeyTo === undefined ? below : [...below, { kind: 'KeyRenamer', path, renameKeyTo }];
  });
}
