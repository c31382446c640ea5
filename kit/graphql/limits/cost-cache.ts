import type { DocumentNode } from 'graphql';
import { LRUCache } from 'lru-cache';
import { isObject } from '../../util/is-object.ts';
import { memoize } from '../../util/memoize.ts';
import type { CostedOperation, OperationCost } from './cost.ts';
import { measureFilter } from './filter-cost.ts';

/** Cached costs per document. */
const maxCostsPerDocument = 100;

/**
 * Returns the part of a variable that can affect the cost: a number, a flag, null, the length of a list, the size of a
 * filter, or the type.
 */
function costRelevantPart(value: unknown): unknown {
  if (Array.isArray(value)) return { length: value.length, ...measureFilter(value) };
  if (isObject(value)) return measureFilter(value);
  return typeof value === 'number' || typeof value === 'boolean' || value === null ? value : typeof value;
}

const signatureOf = ({ operationName, variables = {} }: CostedOperation): string =>
  JSON.stringify([operationName, Object.entries(variables).map(([name, value]) => [name, costRelevantPart(value)])]);

/**
 * Returns the cost of an operation.
 *
 * @throws GraphQLError as `costOf` does
 */
export type CostFunction = (operation: CostedOperation) => OperationCost;

/** Memoizes a cost function per document, operation name and cost-relevant variables. */
export function createCostCache(computeCost: CostFunction): CostFunction {
  const costsOf = memoize<DocumentNode, LRUCache<string, OperationCost>>(
    () => new LRUCache({ max: maxCostsPerDocument }),
  );
  return (operation) => {
    const costs = costsOf(operation.document);
    const signature = signatureOf(operation);
    const cached = costs.get(signature);
    if (cached !== undefined) return cached;
    const cost = computeCost(operation);
    costs.set(signature, cost);
    return cost;
  };
}
