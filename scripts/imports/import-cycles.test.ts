import { describe, expect, it } from '@jest/globals';
import { findImportCycles } from './import-cycles.ts';
import { readImportGraph } from './import-graph.ts';

describe('findImportCycles', () => {
  it('finds no cycle in the repository, including type-only imports', () => {
    const graph = readImportGraph('.', ['kit', 'subgraphs', 'hal-gateway', 'gateway', 'scripts', 'test']);
    expect(graph.get('kit/index.ts')).toContain('kit/store/port.ts');
    expect(graph.get('subgraphs/venues/venue.ts')).toContain('kit/index.ts');
    expect(findImportCycles(graph)).toEqual([]);
  });

  it('finds a cycle of several files', () => {
    const graph = new Map([
      ['main.ts', ['a.ts', 'leaf.ts']],
      ['a.ts', ['b.ts', 'leaf.ts']],
      ['b.ts', ['c.ts']],
      ['c.ts', ['a.ts']],
    ]);
    expect(findImportCycles(graph)).toEqual([['a.ts', 'b.ts', 'c.ts']]);
  });

  it('finds a file that imports itself', () => {
    expect(findImportCycles(new Map([['a.ts', ['a.ts']]]))).toEqual([['a.ts']]);
  });

  it('accepts a file that two others import', () => {
    const graph = new Map([
      ['a.ts', ['b.ts', 'c.ts']],
      ['b.ts', ['leaf.ts']],
      ['c.ts', ['leaf.ts']],
    ]);
    expect(findImportCycles(graph)).toEqual([]);
  });
});
