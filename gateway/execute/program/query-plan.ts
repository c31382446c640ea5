import type { QueryPlan } from '../../plan/plan-store.ts';

export type PlanNode = NonNullable<QueryPlan['node']>;
export type FetchNode = Extract<PlanNode, { readonly kind: 'Fetch' }>;
export type FetchDataRewrite = NonNullable<FetchNode['inputRewrites']>[number];
/** A field or an inline fragment of what a service requires of an entity. */
export type RequiredSelection = NonNullable<FetchNode['requires']>[number];
