import { getOperationAST, parse, type GraphQLSchema } from 'graphql';
import { measureComplexity, type ServicesOf } from '../../kit/graphql/limits/complexity.ts';
import type { GatewayRequestContext } from '../serve/request-context.ts';
import { createPlanStore, type QueryPlan } from './plan-store.ts';
import { createPlanner, type PlannerSettings } from './planner.ts';
import { PlanningUnavailableError } from './planning-errors.ts';

/** The supergraph that operations are planned for. */
export interface PlannedSupergraph {
  readonly sdl: string;
  /** The API schema. */
  readonly schema: GraphQLSchema;
  readonly servicesOf: ServicesOf;
  /** Plans an operation in this process. */
  readonly plan: (document: string) => QueryPlan;
}

type PlanningContext = Partial<Pick<GatewayRequestContext, 'signal' | 'setRetryAfter' | 'observation'>>;

/** Plans the operations of a gateway. */
export interface Planning {
  /** Sets the supergraph. Operations that wait for a plan are planned for it. */
  use(supergraph: PlannedSupergraph): void;
  /**
   * Returns the plan of a valid document with one operation.
   *
   * @throws GraphQLError `TOO_COSTLY` if it exceeds a limit of planning, `SERVICE_UNAVAILABLE` if it cannot be planned now
   */
  plan(document: string, context: PlanningContext): Promise<QueryPlan>;
  /** Ends the planning process. Idempotent. */
  close(): Promise<void>;
}

/**
 * The complexity up to which the gateway plans an operation itself: it takes a few milliseconds. The operations of the
 * playground are below it.
 */
const ownComplexity = 100;

export interface PlanningSettings extends PlannerSettings {
  /** The bytes of all plans that are kept, with their documents, as JSON. */
  readonly maxKeptBytes: number;
}

/** Creates the planning of a gateway. What takes long is planned in a process of its own. */
export function createPlanning(settings: PlanningSettings): Planning {
  let supergraph: PlannedSupergraph | undefined;
  const plans = createPlanStore(settings.maxKeptBytes);
  const planner = createPlanner(settings, plans);
  const planHere = (document: string, { plan }: PlannedSupergraph): QueryPlan => {
    const made = plan(document);
    plans.keep(document, made);
    return made;
  };
  return {
    use: (next) => {
      supergraph = next;
      plans.clear();
      planner.use(next.sdl);
    },
    plan: async (document, context) => {
      const known = plans.get(document);
      if (known !== undefined) return known;
      const startedAt = performance.now();
      try {
        const takesLong = supergraph === undefined || isDeferring(document) || exceeds(document, supergraph);
        if (!takesLong) return planHere(document, supergraph!);
        return await waitFor(planner.plan(document, context.signal), context);
      } finally {
        context.observation?.planned(performance.now() - startedAt);
      }
    },
    close: () => planner.close(),
  };
}

/** Whether an operation may defer something, for which the planner may take any time. */
const isDeferring = (document: string): boolean => document.includes('@defer');

function exceeds(document: string, supergraph: PlannedSupergraph): boolean {
  const parsed = parse(document);
  const operation = getOperationAST(parsed)!;
  return measureComplexity({ document: parsed, operation }, supergraph, ownComplexity) > ownComplexity;
}

async function waitFor(plan: Promise<QueryPlan>, { signal, setRetryAfter }: PlanningContext): Promise<QueryPlan> {
  try {
    return await plan;
  } catch (error) {
    if (signal?.aborted) throw new PlanningUnavailableError('the client has disconnected');
    if (error instanceof PlanningUnavailableError) setRetryAfter?.(error.retryAfter);
    throw error;
  }
}
