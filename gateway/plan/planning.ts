import type { ApolloGateway } from '@apollo/gateway';
import type { ApolloServerOptionsWithGateway, ApolloServerPlugin, BaseContext } from '@apollo/server';
import { measureComplexity, type ServicesOf } from '../../kit/graphql/limits/complexity.ts';
import type { GatewayRequestContext } from '../serve/request-context.ts';
import { fieldServicesOf } from './field-services.ts';
import { planLimit } from './plan-limit.ts';
import { createPlanStore, type PlanStore } from './plan-store.ts';
import { createPlanner, type PlannedOperation, type Planner, type PlannerSettings } from './planner.ts';
import { PlanningUnavailableError } from './planning-errors.ts';
import { createPlanningQuota, type PlanningQuotaSettings } from './planning-quota.ts';

export interface PlanningSettings extends PlanningQuotaSettings {
  /** The highest complexity of an operation. */
  readonly complexity: number;
  readonly planner: PlannerSettings;
}

type GatewayInterface = ApolloServerOptionsWithGateway<BaseContext>['gateway'];
type Executor = ApolloGateway['executor'];

/** Everything that the gateway does before it executes an operation that it has no plan for. */
export interface Planning {
  /** The plans of the current supergraph. */
  readonly plans: PlanStore;
  /** Limits planning, before an operation is executed. */
  readonly plugin: ApolloServerPlugin<GatewayRequestContext>;
  /** Lets the planning process plan the operations of a gateway that keeps its plans in `plans`. */
  prepare(gateway: ApolloGateway): GatewayInterface;
  /** Ends the planning process. Idempotent. */
  close(): Promise<void>;
}

/**
 * The complexity up to which the gateway plans an operation itself: it takes a few milliseconds. The operations of the
 * playground are below it.
 */
const ownComplexity = 100;

/** Creates the planning of a gateway. */
export function createPlanning({ complexity, planner: settings, ...quota }: PlanningSettings): Planning {
  let currentServices: ServicesOf = () => undefined;
  const servicesOf: ServicesOf = (coordinate) => currentServices(coordinate);
  const plans = createPlanStore();
  const planner = createPlanner(settings, plans);
  return {
    plans,
    plugin: planLimit({ limit: complexity, plans, servicesOf, quota: createPlanningQuota(quota) }),
    prepare: (gateway) => {
      // Apollo's gateway calls this together with `plans.clear()`, and plans for the new supergraph from then on.
      gateway.onSchemaLoadOrUpdate(({ coreSupergraphSdl }) => {
        currentServices = fieldServicesOf(coreSupergraphSdl);
        planner.use(coreSupergraphSdl);
      });
      return withExecutor(gateway, planFirst({ plans, planner, servicesOf }));
    },
    close: () => planner.close(),
  };
}

/** Replaces the executor of a gateway. */
const withExecutor = (gateway: ApolloGateway, replace: (executor: Executor) => Executor): GatewayInterface => ({
  load: async (options) => ({ executor: replace((await gateway.load(options)).executor) }),
  onSchemaLoadOrUpdate: (callback) => gateway.onSchemaLoadOrUpdate(callback),
  stop: () => gateway.stop(),
});

interface PlanFirstParts {
  readonly plans: Pick<PlanStore, 'has'>;
  readonly planner: Pick<Planner, 'plan'>;
  readonly servicesOf: ServicesOf;
}

/** Lets the planner plan what takes long before an executor runs, which then finds the plan in its store. */
const planFirst =
  ({ plans, planner, servicesOf }: PlanFirstParts) =>
  (execute: Executor): Executor =>
  async (context) => {
    const { document, operation, schema, source, queryHash, request } = context;
    const key = { queryHash, operationName: request.operationName };
    const takesLong = (): boolean =>
      measureComplexity({ document, operation }, { schema, servicesOf }, ownComplexity) > ownComplexity;
    if (!plans.has(key) && takesLong()) await planFor(context.context, { ...key, document: source }, planner);
    return execute(context);
  };

async function planFor(
  { signal, setRetryAfter }: Partial<GatewayRequestContext>,
  operation: PlannedOperation,
  planner: Pick<Planner, 'plan'>,
): Promise<void> {
  try {
    await planner.plan(operation, signal);
  } catch (error) {
    if (signal?.aborted) throw new PlanningUnavailableError('the client has disconnected');
    if (error instanceof PlanningUnavailableError) setRetryAfter?.(error.retryAfter);
    throw error;
  }
}
