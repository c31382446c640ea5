import { Supergraph } from '@apollo/federation-internals';
import { getOperationAST, parse, type DocumentNode } from 'graphql';
import { createExecutor } from '../../../gateway/execute/executor.ts';
import { internalSchemaOf } from '../../../gateway/execute/internal-schema.ts';
import type { FetchRequest } from '../../../gateway/execute/program/run.ts';
import { readSupergraph } from '../../../gateway/execute/supergraph.ts';
import type { QueryPlan } from '../../../gateway/plan/plan-store.ts';
import { createQueryPlanner } from '../../../gateway/plan/query-planner.mjs';
import { failure, type SubgraphResult } from '../../../gateway/execute/response/subgraph-result.ts';
import { parseResponse } from '../../../gateway/serve/subgraph-response.ts';
import type { Gateway, GraphqlRequest, SubgraphExecutor } from '../gateway.ts';

/** Creates this project's executor of query plans, which plans in this process. Documents must be valid. */
export function createOwnGateway(supergraphSdl: string, subgraphs: ReadonlyMap<string, SubgraphExecutor>): Gateway {
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
      const document = documents.get(query) ?? parse(query);
      documents.set(query, document);
      const operation = getOperationAST(document, operationName)!;
      const send = (request: FetchRequest) => sendTo(subgraphs, request);
      const result = await executor.execute({ document, operation, variables, plan, send });
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
    return parseResponse(response, { ...request, guest: false });
  } catch (error) {
    return failure('SERVICE_UNAVAILABLE', String(error));
  }
}
