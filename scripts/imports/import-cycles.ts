import type { ImportGraph } from './import-graph.ts';

/**
 * Finds import cycles. Each cycle lists its files in import order; the last file imports the first. Every file is
 * visited once, so overlapping cycles may be reported as one. An empty result means that there is no cycle.
 */
export function findImportCycles(graph: ImportGraph): readonly (readonly string[])[] {
  const cycles: (readonly string[])[] = [];
  const visited = new Set<string>();
  function visit(file: string, path: readonly string[]): void {
    const start = path.indexOf(file);
    if (start >= 0) cycles.push(path.slice(start));
    if (visited.has(file)) return;
    visited.add(file);
    for (const imported of graph.get(file) ?? []) visit(imported, [...path, file]);
  }
  for (const file of graph.keys()) visit(file, []);
  return cycles;
}
