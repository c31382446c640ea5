import { operationFromDocument, Supergraph } from '@apollo/federation-internals';
import { ApolloGateway } from '@apollo/gateway';
import { parse } from 'graphql';

/** Plans operations as Apollo's gateway does by itself, in the thread of the test. */
export interface InProcessPlanner {
  plan(document: string, operationName?: string): unknown;
  close(): Promise<void>;
}

/** Creates a planner for a supergraph. */
export async function createInProcessPlanner(supergraphSdl: string): Promise<InProcessPlanner> {
  process.env['APOLLO_TELEMETRY_DISABLED'] = '1';
  const gateway = new ApolloGateway({
    supergraphSdl,
    queryPlannerConfig: { incrementalDelivery: { enableDefer: true } },
  });
  await gateway.load();
  const { queryPlanner } = gateway.__testing();
  const apiSchema = Supergraph.build(supergraphSdl).apiSchema();
  return {
    plan: (document, operationName) =>
      queryPlanner?.buildQueryPlan(
        operationFromDocument(apiSchema, parse(document), operationName === undefined ? {} : { operationName }),
      ),
    close: () => gateway.stop(),
  };
}
