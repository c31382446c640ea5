// @ts-check

/** A line of a supergraph with a `@join__type`: its graph, and whether the service does not resolve the type by its key. */
const joinType = /^\s*@join__type\(graph: (\w+).*?(, resolvable: false)?\)$/;

/**
 * Puts the keys by which a service resolves a type before its other keys. The order has no meaning, but the planner
 * takes the first key of a service to return to it for a field with `@requires`, also if it is not resolvable.
 *
 * @param {string} supergraphSdl as `@apollo/composition` prints it
 */
export function withResolvableKeysFirst(supergraphSdl) {
  /** @type {string[]} */
  const sorted = [];
  /** @type {Map<string, string[][]>} Graph → its resolvable and its other keys, of the current type. */
  let graphs = new Map();
  for (const line of supergraphSdl.split('\n')) {
    const [, graph, unresolvable] = joinType.exec(line) ?? [];
    if (graph === undefined) {
      sorted.push(...[...graphs.values()].flat(2), line);
      graphs = new Map();
    } else {
      const keys = graphs.get(graph) ?? [[], []];
      keys[unresolvable === undefined ? 0 : 1]?.push(line);
      graphs.set(graph, keys);
    }
  }
  return sorted.join('\n');
}
