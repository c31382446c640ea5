import {
  getVariableValues,
  GraphQLError,
  OperationTypeNode,
  type DocumentNode,
  type ExecutionResult,
  type GraphQLObjectType,
  type GraphQLSchema,
  type OperationDefinitionNode,
} from 'graphql';
import { LRUCache } from 'lru-cache';
import type { WireErrorCode } from '../../kit/graphql/wire-errors.ts';
import type { QueryPlan } from '../plan/plan-store.ts';
import { completeResponse } from './complete.ts';
import { compileOperation, type CompiledOperation, type Part } from './compiled-operation.ts';
import { findDeferred } from './deferred/find-deferred.ts';
import { deliver, type DeferredPart, type IncrementalResults } from './deferred/incremental.ts';
import { runDeferred, type DeferredRun } from './deferred/run-deferred.ts';
import { createFaults, type Faults } from './faults.ts';
import { findDecisions, type Decide, type Decisions, type VariableValues } from './operation/decisions.ts';
import { introspect } from './operation/introspection.ts';
import { operationOf, type Operation } from './operation/operation.ts';
import { compilePlan, type Program } from './program/compile-plan.ts';
import type { DataObject, Run } from './program/run.ts';
import type { Supergraph } from './supergraph.ts';
import { WrittenData } from '../../kit/graphql/written-data.ts';

/** What an executor executes operations of. */
export interface ExecutorParts {
  /** The API schema. */
  readonly schema: GraphQLSchema;
  /** The schema of what services answer, also of what is hidden from clients. */
  readonly internalSchema: GraphQLSchema;
  readonly supergraph: Supergraph;
}

/** An operation of a document that is valid for the schema. */
export interface ExecutionRequest {
  readonly document: DocumentNode;
  readonly operation: OperationDefinitionNode;
  /** The values of the variables, not coerced. */
  readonly variables: Readonly<Record<string, unknown>>;
  /** Returns the plan of a document in canonical form. Its error is the result of the operation. */
  readonly plan: (document: string) => Promise<QueryPlan>;
  /** Receives each plan that is executed. */
  readonly onPlan?: (plan: QueryPlan) => void;
  readonly send: Run['send'];
  /** Aborted when the client has disconnected. The result of a query is then one error. */
  readonly signal?: AbortSignal | undefined;
  /** Receives what is delivered later. Without it, nothing is: `@defer` is ignored. */
  readonly onDeferred?: ((later: AsyncGenerator<IncrementalResults>) => void) | undefined;
}

/** Executes the operations of one supergraph. */
export interface Executor {
  /** Whether an operation can be executed without planning, for these values of its variables. */
  knows(request: PreparedRequest): boolean;
  /**
   * Executes an operation that was executed before and needs no planning, without `@defer`; undefined if it is another.
   */
  executeKnown(request: KnownRequest): Promise<ExecutionResult> | undefined;
  /**
   * Executes a query or a mutation (GraphQL, October 2021, §6.2). Without errors, the data can be written already.
   *
   * @throws what `plan` throws
   */
  execute(request: ExecutionRequest): Promise<ExecutionResult>;
}

type PreparedRequest = Pick<ExecutionRequest, 'document' | 'operation' | 'variables'> & {
  /** Whether something can be delivered later. */
  readonly isIncremental?: boolean;
};

/** A request whose operation may be planned already. */
type KnownRequest = Omit<ExecutionRequest, 'plan' | 'onDeferred'>;

/** A part of an operation with its plan; without one if it needs no service. */
interface PlannedPart {
  readonly plan?: QueryPlan;
  readonly program: Program;
}

/** An operation of a client, and what is compiled of it so far. */
interface PreparedOperation {
  readonly operation: Operation;
  readonly decide: Decide;
  /** The key of decisions → what is compiled for them. */
  readonly compiled: LRUCache<string, CompiledOperation>;
  readonly planned: WeakMap<Part, PlannedPart>;
  /** False once the planner has failed for what is deferred: it cannot plan all that is valid. */
  isDeferrable: boolean;
}

/** The most variants that are kept of one operation: with `@skip` and `@include`, each combination is planned by itself. */
const maxVariants = 32;

/** Creates an executor. What it compiles is kept as long as the parsed documents are. */
export function createExecutor(parts: ExecutorParts): Executor {
  const operations = new WeakMap<OperationDefinitionNode, PreparedOperation>();
  const prepare = ({ document, operation }: PreparedRequest): PreparedOperation => {
    const known = operations.get(operation) ?? prepareOperation(operationOf(document, operation, parts));
    operations.set(operation, known);
    return known;
  };
  return {
    knows: (request) => {
      const coerced = coerceVariables(request, parts.schema);
      return (
        'errors' in coerced || findExecution(prepare(request), coerced.values, request.isIncremental) !== undefined
      );
    },
    executeKnown: (request) => {
      const prepared = operations.get(request.operation);
      const coerced = prepared && coerceVariables(request, parts.schema);
      const execution = coerced && 'values' in coerced ? findExecution(prepared, coerced.values) : undefined;
      return execution && executeParts(execution, request, parts);
    },
    execute: async (request) => {
      const coerced = coerceVariables(request, parts.schema);
      if ('errors' in coerced) return coerced;
      const prepared = prepare(request);
      const values = { values: coerced.values, isIncremental: request.onDeferred !== undefined };
      const execution = await planOperation(prepared, values, { ...parts, ...request });
      return 'errors' in execution ? execution : executeParts(execution, request, parts);
    },
  };
}

/** Returns an operation as it is planned for these values of its variables; undefined if it is not. */
function findExecution(prepared: PreparedOperation, values: VariableValues, isIncremental = false) {
  const compiled = prepared.compiled.get(prepared.decide(values, isIncremental).key);
  const planned = compiled?.parts.map((part) => prepared.planned.get(part));
  return compiled && planned?.every((part) => part !== undefined) ? { compiled, planned, prepared } : undefined;
}

function prepareOperation(operation: Operation): PreparedOperation {
  const compiled = new LRUCache<string, CompiledOperation>({ max: maxVariants });
  return { operation, decide: findDecisions(operation), compiled, planned: new WeakMap(), isDeferrable: true };
}

/** The most errors of variables that are reported. */
const maxVariableErrors = 50;

/** Coerces the values of variables (GraphQL, October 2021, §6.1.2). */
function coerceVariables(
  { operation, variables }: PreparedRequest,
  schema: GraphQLSchema,
): { readonly values: VariableValues } | { readonly errors: readonly GraphQLError[] } {
  const definitions = operation.variableDefinitions ?? [];
  const { coerced, errors } = getVariableValues(schema, definitions, variables, { maxErrors: maxVariableErrors });
  return coerced === undefined ? { errors: (errors ?? []).map(invalidVariable) } : { values: coerced };
}

const invalidVariable = ({ message, nodes }: GraphQLError): GraphQLError =>
  new GraphQLError(message, { nodes: nodes ?? null, extensions: { code: 'BAD_USER_INPUT', http: { status: 400 } } });

function compileFor({ operation, compiled }: PreparedOperation, decisions: Decisions) {
  try {
    const known = compiled.get(decisions.key) ?? compileOperation({ operation, decisions });
    compiled.set(decisions.key, known);
    return known;
  } catch (error) {
    if (error instanceof GraphQLError) return error;
    throw error;
  }
}

/** The code of an operation that cannot be planned now. */
const unavailableCode: WireErrorCode = 'SERVICE_UNAVAILABLE';

type PlanningParts = ExecutorParts & Pick<ExecutionRequest, 'plan'>;

/** Plans an operation. What the planner fails to defer is not deferred: it cannot plan every valid operation. */
async function planOperation(
  prepared: PreparedOperation,
  { values, isIncremental }: { readonly values: VariableValues; readonly isIncremental: boolean },
  parts: PlanningParts,
): Promise<Execution | { readonly errors: readonly GraphQLError[]; readonly data: null }> {
  const planAll = () => planDecided(prepared, prepared.decide(values), parts);
  if (!isIncremental || !prepared.isDeferrable) return planAll();
  try {
    return await planDecided(prepared, prepared.decide(values, true), parts);
  } catch (error) {
    if (error instanceof GraphQLError && error.extensions['code'] === unavailableCode) throw error;
    prepared.isDeferrable = false;
    return planAll();
  }
}

async function planDecided(prepared: PreparedOperation, decisions: Decisions, parts: PlanningParts) {
  const compiled = compileFor(prepared, decisions);
  if (compiled instanceof GraphQLError) return { data: null, errors: [compiled] };
  const planned: PlannedPart[] = [];
  // All parts are planned before one is executed, so that an operation that cannot be planned changes nothing.
  for (const part of compiled.parts) planned.push(await planPart(part, prepared, parts));
  return { compiled, planned, prepared };
}

async function planPart(
  part: Part,
  { planned }: PreparedOperation,
  { internalSchema, supergraph, plan }: PlanningParts,
): Promise<PlannedPart> {
  const known = planned.get(part);
  if (known !== undefined) return known;
  const queryPlan = part.document === undefined ? undefined : await plan(part.document);
  if (queryPlan !== undefined && queryPlan.node === undefined) throw unplannable();
  const program = compilePlan(queryPlan?.node, { internalSchema, supergraph, clientVariable: part.clientVariable });
  const result: PlannedPart = { program, ...(queryPlan && { plan: queryPlan }) };
  planned.set(part, result);
  return result;
}

/** The error of an operation whose plan is empty: of what it selects, services can only have objects without a type. */
const unplannable = (): GraphQLError =>
  new GraphQLError('No service resolves the fields that are selected.', {
    extensions: { code: 'INTERNAL_SERVER_ERROR' },
  });

const abandoned = new GraphQLError('The client has disconnected.', { extensions: { code: unavailableCode } });

/** An operation that is ready to be executed. */
interface Execution {
  readonly compiled: CompiledOperation;
  /** The plans of its parts. */
  readonly planned: readonly PlannedPart[];
  readonly prepared: PreparedOperation;
}

async function executeParts(
  { compiled, planned, prepared }: Execution,
  request: Omit<ExecutionRequest, 'plan'>,
  parts: ExecutorParts,
): Promise<ExecutionResult> {
  const isWhole = compiled.parts.length === 1 && compiled.introspection.length === 0;
  const responses: Pick<ExecutionResult, 'data' | 'errors'>[] = [];
  const deferred: DeferredPart[] = [];
  for (const [index, part] of compiled.parts.entries()) {
    const executed = await executePart(planned[index]!, request);
    // The requests were ended: each value that is missing would be an error that nobody reads.
    if (request.signal?.aborted && request.operation.operation === OperationTypeNode.QUERY)
      return { data: null, errors: [abandoned] };
    const written = isWhole && request.onDeferred === undefined ? write(part, executed) : undefined;
    if (written !== undefined) return { data: written };
    const completion = { ...parts, type: compiled.rootType };
    const response = complete(part, executed, completion);
    responses.push(response);
    if (request.onDeferred === undefined) continue;
    deferred.push(findPlaces(part, { ...executed, completed: response.data }, completion));
    // A mutation is executed with everything that it selects before the next one begins.
    if (index < compiled.parts.length - 1) await executed.run.all;
  }
  if (compiled.introspection.length > 0)
    responses.push(introspect(prepared.operation, compiled.introspection, request.variables));
  const result = combine(responses, compiled.keys);
  const later = deferred.filter(({ places }) => result.data && places.length > 0);
  if (later.length > 0) request.onDeferred?.(deliver(later));
  return result;
}

/** What the services answered. */
interface ExecutedPart {
  readonly data: DataObject;
  readonly faults: Faults;
  readonly run: DeferredRun;
}

async function executePart(
  { plan, program }: PlannedPart,
  { variables, send, onPlan }: Omit<ExecutionRequest, 'plan'>,
): Promise<ExecutedPart> {
  const [data, faults]: [DataObject, Faults] = [{}, createFaults()];
  if (plan !== undefined) onPlan?.(plan);
  const run = runDeferred(program, { variables, faults, send, hasSharedObjects: false }, data);
  await run.primary;
  return { data, faults, run };
}

function write(part: Part, { data, faults }: ExecutedPart): WrittenData | undefined {
  const json = faults.isEmpty() ? part.write(data) : undefined;
  return json === undefined ? undefined : new WrittenData(json);
}

interface PartCompletion extends ExecutorParts {
  /** The root type. */
  readonly type: GraphQLObjectType;
}

const complete = (
  { fields }: Part,
  { data, faults }: Pick<ExecutedPart, 'data' | 'faults'>,
  { schema, supergraph, type }: PartCompletion,
) => completeResponse(data, { schema, faults, serviceOf: supergraph.serviceOf, type, fields });

/** Finds what of a part is delivered later. */
function findPlaces(
  { fields, deferred }: Part,
  { data, faults, run, completed }: ExecutedPart & { readonly completed: unknown },
  { schema, supergraph, type }: PartCompletion,
): DeferredPart {
  const places = findDeferred({ object: data, type, path: [], fields, deferred, completed }, schema);
  return { schema, faults, serviceOf: supergraph.serviceOf, run, places };
}

/** Puts the responses of an operation's parts together, in the client's order. */
function combine(
  responses: readonly Pick<ExecutionResult, 'data' | 'errors'>[],
  keys: readonly string[],
): ExecutionResult {
  const errors = responses.flatMap((response) => response.errors ?? []);
  const isNulled = responses.some(({ data }) => data === null || data === undefined);
  return { data: isNulled ? null : ordered(responses, keys), ...(errors.length > 0 && { errors }) };
}

function ordered(
  responses: readonly Pick<ExecutionResult, 'data'>[],
  keys: readonly string[],
): Record<string, unknown> {
  const all = new Map(responses.flatMap(({ data }) => Object.entries(data ?? {})));
  const data = Object.create(null) as Record<string, unknown>;
  for (const key of keys) if (all.has(key)) data[key] = all.get(key);
  return data;
}
