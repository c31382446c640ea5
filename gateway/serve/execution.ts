import type { ApolloGateway } from '@apollo/gateway';
import type { ApolloServerOptionsWithGateway, BaseContext } from '@apollo/server';
import { GraphQLError, OperationTypeNode, type ExecutionResult, type GraphQLSchema } from 'graphql';
import type { ServicesOf } from '../../kit/graphql/limits/complexity.ts';
import type { Log } from '../../kit/util/log.ts';
import { createExecutor, type ExecutionRequest, type Executor } from '../execute/executor.ts';
import { internalSchemaOf } from '../execute/internal-schema.ts';
import { withDefer } from '../execute/operation/defer-directive.ts';
import { readSupergraph } from '../execute/supergraph.ts';
import { createNodeService, type WithNodes } from '../nodes/node-service.ts';
import { plannerOf } from '../plan/apollo-planner.ts';
import { fieldServicesOf } from '../plan/field-services.ts';
import type { PlanLimitParts } from '../plan/plan-limit.ts';
import type { Planning } from '../plan/planning.ts';
import type { Subscribe } from '../stream/subscription/subscribe.ts';
import { deferredParts } from '../stream/defer/deferred-parts.ts';
import { formatErrors } from '../stream/format-result.ts';
import { createPlanTrace } from './plan-trace.ts';
import type { GatewayRequestContext } from './request-context.ts';
import type { SendToService } from './service-client.ts';

type GatewayInterface = ApolloServerOptionsWithGateway<BaseContext>['gateway'];
type ApolloExecutor = ApolloGateway['executor'];

export interface ExecutionParts {
  /** The source of the API schema and of plans. */
  readonly gateway: ApolloGateway;
  readonly planning: Planning;
  readonly send: SendToService;
  readonly subscribe: Subscribe;
  /** The most errors of a result. */
  readonly maxErrors: number;
  readonly log: Log;
}

/** The execution of operations, for Apollo Server. */
export interface GatewayExecution extends Pick<PlanLimitParts, 'isPlanned' | 'servicesOf'> {
  readonly gateway: GatewayInterface;
  /** Executes an operation that was executed on this supergraph before, and needs no planning; undefined if it is another. */
  executeKnown(request: KnownOperation, context: GatewayRequestContext): Promise<ExecutionResult> | undefined;
}

/** An operation that may be known, with the values of its variables. */
export type KnownOperation = Pick<ExecutionRequest, 'document' | 'operation' | 'variables'>;

/** The execution on one supergraph. */
interface SupergraphExecution {
  readonly executor: Executor;
  readonly withNodes: WithNodes;
}

/** Executes operations on the supergraph of a gateway, instead of its own executor. */
export function executeBy({ gateway, planning, send, subscribe, ...formatting }: ExecutionParts): GatewayExecution {
  let servicesOf: ServicesOf = () => undefined;
  let latest: SupergraphExecution | undefined;
  /** Requests are executed for the schema that they are valid for, also when it is replaced meanwhile. */
  const executions = new WeakMap<GraphQLSchema, SupergraphExecution>();
  gateway.onSchemaLoadOrUpdate(({ apiSchema, coreSupergraphSdl: sdl }) => {
    const schema = withDefer(apiSchema);
    servicesOf = fieldServicesOf(sdl);
    const supergraph = readSupergraph(sdl);
    const executor = createExecutor({ schema, internalSchema: internalSchemaOf(sdl, schema), supergraph });
    latest = { executor, withNodes: createNodeService(schema, supergraph) };
    executions.set(schema, latest);
    planning.use({ sdl, schema, servicesOf, plan: plannerOf(gateway, sdl) });
  });
  const execute: ApolloExecutor = async ({ document, operation, request, schema, context, metrics }) => {
    const requestContext = context as GatewayRequestContext;
    if (requestContext.executed !== undefined) return requestContext.executed as Awaited<ReturnType<ApolloExecutor>>;
    const trace = createPlanTrace(metrics);
    const origin = { context: requestContext, trace: trace.isCaptured };
    const { executor, withNodes } = executions.get(schema)!;
    const executed = {
      document,
      operation,
      variables: request.variables ?? {},
      plan: (canonical: string) => planning.plan(canonical, requestContext),
      send: trace.wrap(withNodes((fetch) => send(fetch, origin))),
      signal: requestContext.signal,
    };
    if (operation.operation === OperationTypeNode.SUBSCRIPTION)
      return (await subscribe({
        execute: (sendEach) => executor.execute({ ...executed, send: sendEach }),
        send: executed.send,
        origin,
      })) as Awaited<ReturnType<ApolloExecutor>>;
    if (operation.operation === OperationTypeNode.MUTATION && requestContext.stream?.isSafe) throw notByGet();
    const onDeferred = deferrer(requestContext, formatting);
    const result = await executor.execute({ ...executed, onPlan: trace.addPlan, onDeferred });
    trace.finish();
    return result as Awaited<ReturnType<ApolloExecutor>>;
  };
  return {
    gateway: {
      load: async (options) => {
        await gateway.load(options);
        return { executor: execute };
      },
      onSchemaLoadOrUpdate: (callback) =>
        gateway.onSchemaLoadOrUpdate((loaded) => callback({ ...loaded, apiSchema: withDefer(loaded.apiSchema) })),
      stop: () => gateway.stop(),
    },
    servicesOf: (coordinate) => servicesOf(coordinate),
    isPlanned: ({ document, operation, request, schema, contextValue: { stream } }) => {
      if (operation === undefined) return true;
      const isIncremental = stream?.formats.includes('multipart-defer') === true;
      const { variables = {} } = request;
      return executions.get(schema)?.executor.knows({ document, operation, variables, isIncremental }) === true;
    },
    executeKnown: (request, context) => {
      const origin = { context, trace: false };
      return latest?.executor.executeKnown({
        ...request,
        send: latest.withNodes((fetch) => send(fetch, origin)),
        signal: context.signal,
      });
    },
  };
}

/** Returns what sends deferred fragments; undefined if the client does not accept them. */
function deferrer(
  context: GatewayRequestContext,
  { maxErrors, log }: Pick<ExecutionParts, 'maxErrors' | 'log'>,
): ExecutionRequest['onDeferred'] {
  const { stream } = context;
  if (!stream?.formats.includes('multipart-defer')) return undefined;
  return (later) => {
    const format = (errors: readonly GraphQLError[]) => formatErrors(errors, { ...context, maxErrors }, log);
    stream.started = { format: 'multipart-defer', parts: (answered) => deferredParts(answered, later, format) };
  };
}

/** A `GET` that accepts streams is executed like a `POST`, so that it can subscribe. */
const notByGet = (): GraphQLError =>
  new GraphQLError('Method Not Allowed: send a mutation by POST.', {
    extensions: { code: 'BAD_USER_INPUT', http: { status: 405 } },
  });
