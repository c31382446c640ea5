import type { GatewayConfig } from '@apollo/gateway';
import { LRUCache } from 'lru-cache';

type ApolloPlanCache = NonNullable<NonNullable<GatewayConfig['queryPlannerConfig']>['cache']>;
/** A query plan: plain JSON. */
export type QueryPlan = NonNullable<Awaited<ReturnType<ApolloPlanCache['get']>>>;

/** The query plans of the current graph, by the documents of their operations. */
export interface PlanStore {
  get(document: string): QueryPlan | undefined;
  keep(document: string, plan: QueryPlan): void;
  clear(): void;
}

/**
 * Creates a store that keeps the plans that were used last.
 *
 * @param maxBytes the bytes of all kept plans and their documents together, as JSON
 */
export function createPlanStore(maxBytes: number): PlanStore {
  const plans = new LRUCache<string, QueryPlan>({
    maxSize: maxBytes,
    sizeCalculation: (plan, document) => document.length + JSON.stringify(plan).length,
  });
  return {
    get: (document) => plans.get(document),
    keep: (document, plan) => void plans.set(document, plan),
    clear: () => plans.clear(),
  };
}
