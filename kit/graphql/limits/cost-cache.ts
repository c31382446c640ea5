import type { DocumentNode } from 'graphql';
import { LRUCache } from 'lru-cache';
import { memoize } from '../../util/memoize.ts';
import type { CostedOperation } from './cost.ts';

/** Costs that are remembered of one document. */
const rememberMost = 100;

/** What of a variable the cost of a document may depend on: a number, a flag, whether it is null, how long a list is. */
function told(value: unknown): unknown {
  if (Array.isArray(value)) return { length: value.length };
  return typeof value === 'number' || typeof value === 'boolean' || value === null ? value : typeof value;
}

const signatureOf = ({ operationName, variables = {} }: CostedOperation): string =>
  JSON.stringify([operationName, Object.entries(variables).map(([name, value]) => [name, told(value)])]);

/** The same count of costs, which counts once for what documents that are sent again ask for. */
export function createCostCache(count: (asked: CostedOperation) => number): (asked: CostedOperation) => number {
  const costsOf = memoize<DocumentNode, LRUCache<string, number>>(() => new LRUCache({ max: rememberMost }));
  return (asked) => {
    const costs = costsOf(asked.document);
    const signature = signatureOf(asked);
    const remembered = costs.get(signature);
    if (remembered !== undefined) return remembered;
    const cost = count(asked);
    costs.set(signature, cost);
    return cost;
  };
}
