import model from '@seald-io/nedb/lib/model.js';
import type { Stored } from './port.ts';

/** A node of an index of NeDB, a balanced binary tree: the documents with one key. */
export interface IndexNode {
  readonly key?: unknown;
  readonly data: readonly Stored[];
  readonly left: IndexNode | null;
  readonly right: IndexNode | null;
}

/** The part of an index to walk through. */
export interface IndexRange {
  readonly root: IndexNode;
  readonly direction: 1 | -1;
  /** The first and the last key, in the direction of the walk; undefined where the range is open. */
  readonly from: unknown;
  readonly to: unknown;
}

/** Yields the nodes of an index in order, without those outside of the range: as long as it takes to find the first. */
export function* walkIndex({ root, direction, from, to }: IndexRange): Generator<IndexNode, undefined> {
  const [near, far] = direction === 1 ? (['left', 'right'] as const) : (['right', 'left'] as const);
  const isBefore = (key: unknown): boolean => from !== undefined && direction * model.compareThings(key, from) < 0;
  const isBehind = (key: unknown): boolean => to !== undefined && direction * model.compareThings(key, to) > 0;
  const path: IndexNode[] = [];
  for (let node: IndexNode | null | undefined = root; ; node = node[far]) {
    while (node !== null) {
      const isOutside = isBefore(node.key);
      if (!isOutside) path.push(node);
      node = isOutside ? node[far] : node[near];
    }
    node = path.pop();
    if (node === undefined || isBehind(node.key)) return;
    yield node;
  }
}
