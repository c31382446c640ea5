import { createHash } from 'node:crypto';
import { Supergraph } from '@apollo/federation-internals';
import { getOperationAST, parse, type DocumentNode, type ExecutionResult } from 'graphql';
import type { IncrementalResults } from '../../../gateway/execute/deferred/incremental.ts';
import { createExecutor, type ExecutionRequest, type Executor } from '../../../gateway/execute/executor.ts';
import { internalSchemaOf } from '../../../gateway/execute/internal-schema.ts';
import type { FetchRequest } from '../../../gateway/execute/program/run.ts';
import { readSupergraph } from '../../../gateway/execute/supergraph.ts';
import type { QueryPlan } from '../../../gateway/plan/plan-store.ts';
import { createQueryPlanner } from '../../../gateway/plan/query-planner.mjs';
import { failure, type SubgraphResult } from '../../../gateway/execute/response/subgraph-result.ts';
import { parseResponse } from '../../../gateway/serve/subgraph-response.ts';
import { addDefers } from '../defer/add-defers.ts';
import { mergeIncremental } from '../defer/merge-incremental.ts';
import type { Gateway, GraphqlRequest, SubgraphExecutor } from '../gateway.ts';

/** Creates this project's executor of query plans, which plans in this process. Documents must be valid. */
export const createOwnGateway = (supergraphSdl: string, subgraphs: ReadonlyMap<string, SubgraphExecutor>): Gateway =>
  createGateway(supergraphSdl, subgraphs, {
    rewrite: (query) => query,
    execute: (executor, request) => executor.execute(request),
  });

/** Creates the same, but fragments are deferred (`@defer`), and merged when all have been delivered. */
export const createDeferringGateway = (
  supergraphSdl: string,
  subgraphs: ReadonlyMap<string, SubgraphExecutor>,
): Gateway =>
  createGateway(supergraphSdl, subgraphs, {
    rewrite: (query) => addDefers(query, randomOf(query)),
    execute: executeDeferred,
  });

/** Returns random numbers that repeat for the same text. */
function randomOf(text: string): () => number {
  let count = 0;
  return () => createHash('sha256').update(`${count++} ${text}`).digest().readUInt32BE() / 2 ** 32;
}

interface Execution {
  readonly rewrite: (query: string) => string;
  readonly execute: (executor: Executor, request: ExecutionRequest) => Promise<ExecutionResult>;
}

async function executeDeferred(executor: Executor, request: ExecutionRequest): Promise<ExecutionResult> {
  let later: AsyncGenerator<IncrementalResults> | undefined;
  const initial = await executor.execute({ ...request, onDeferred: (deferred) => (later = deferred) });
  return later === undefined ? { ...initial, extensions: { deferred: 0 } } : mergeIncremental(initial, later);
}

function createGateway(
  supergraphSdl: string,
  subgraphs: ReadonlyMap<string, SubgraphExecutor>,
  { rewrite, execute }: Execution,
): Gateway {
  const supergraph = Supergraph.build(supergraphSdl);
  const schema = supergraph.apiSchema().toGraphQLJSSchema();
  const planner = createQueryPlanner(supergraphSdl);
  const plan = async (document: string): Promise<QueryPlan> => planner(document);
  const internalSchema = internalSchemaOf(supergraphSdl, schema);
  const executor = createExecutor({ schema, internalSchema, supergraph: readSupergraph(supergraphSdl) });
  const documents = new Map<string, DocumentNode>();
  return {
    execute: async ({ query, variables = {}, operationName }) => {
      // What is compiled belongs to the document.
      const document = documents.get(query) ?? parse(rewrite(query));
      documents.set(query, document);
      const operation = getOperationAST(document, operationName)!;
      const send = (request: FetchRequest) => sendTo(subgraphs, request);
      const result = await execute(executor, { document, operation, variables, plan, send });
      return JSON.parse(JSON.stringify(result)) as typeof result;
    },
  };
}

async function sendTo(
  subgraphs: ReadonlyMap<string, SubgraphExecutor>,
  request: FetchRequest,
): Promise<SubgraphResult> {
  try {
    const result = await subgraphs.get(request.service)?.(JSON.parse(request.body) as GraphqlRequest);
    const response = { kind: 'response' as const, status: 200, headers: {}, text: '', json: () => result };
    return parseResponse(response, request, false);
  } catch (error) {
    return failure('SERVICE_UNAVAILABLE', String(error));
  }
}
