import { createHash } from 'node:crypto';
import type { GatewayConfig } from '@apollo/gateway';
import { LRUCache } from 'lru-cache';

type ApolloPlanCache = NonNullable<NonNullable<GatewayConfig['queryPlannerConfig']>['cache']>;
/** A query plan: plain JSON. */
export type QueryPlan = NonNullable<Awaited<ReturnType<ApolloPlanCache['get']>>>;

/** Identifies an operation. */
export interface PlanKey {
  /** Apollo Server's hash of the document. */
  readonly queryHash: string;
  /** The name in the request; absent if the document has one operation only. */
  readonly operationName: string | undefined;
}

/** The query plans of the current graph, for Apollo's gateway, which empties it when the graph changes. */
export interface PlanStore extends ApolloPlanCache {
  /** Whether an operation needs no planning. */
  has(key: PlanKey): boolean;
  /** Keeps a plan of the current graph. */
  keep(key: PlanKey, plan: QueryPlan): void;
}

/** The bytes of all kept plans together, as JSON. */
const maxBytes = 31_457_280;

/** Creates a store that keeps the plans that were used last. */
export function createPlanStore(): PlanStore {
  const plans = new LRUCache<string, QueryPlan>({
    maxSize: maxBytes,
    sizeCalculation: (plan) => JSON.stringify(plan).length,
  });
  return {
    has: (key) => plans.has(storeKeyOf(key)),
    keep: (key, plan) => void plans.set(storeKeyOf(key), plan),
    get: async (key) => plans.get(key),
    set: async (key, plan) => void plans.set(key, plan),
    delete: async (key) => plans.delete(key),
    clear: () => plans.clear(),
  };
}

/** Returns the key by which Apollo's gateway looks a plan up. */
export const storeKeyOf = ({ queryHash, operationName }: PlanKey): string =>
  operationName ? createHash('sha256').update(queryHash).update(operationName).digest('hex') : queryHash;
