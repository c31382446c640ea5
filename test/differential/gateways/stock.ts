import { createHash } from 'node:crypto';
import { ApolloGateway } from '@apollo/gateway';
import { parse } from 'graphql';
import type { Gateway, GraphqlRequest, SubgraphExecutor } from '../gateway.ts';

const noLog = { debug: () => undefined, info: () => undefined, warn: () => undefined, error: () => undefined };

/** Creates Apollo's gateway with its own executor. It does not validate documents: Apollo Server would. */
export async function createStockGateway(
  supergraphSdl: string,
  subgraphs: ReadonlyMap<string, SubgraphExecutor>,
): Promise<Gateway> {
  process.env['APOLLO_TELEMETRY_DISABLED'] = '1';
  const gateway = new ApolloGateway({
    supergraphSdl,
    logger: noLog,
    buildService: ({ name }) => ({
      process: async ({ request: { query = '', variables, operationName } }) =>
        subgraphs.get(name)?.({ query, variables, operationName }) as never,
    }),
  });
  const { executor } = await gateway.load();
  return {
    execute: async (request) => executor(requestContext(request) as never),
    close: () => gateway.stop(),
  };
}

function requestContext({ query, variables = {}, operationName }: GraphqlRequest) {
  return {
    request: { query, variables, operationName },
    document: parse(query),
    queryHash: createHash('sha256').update(query).digest('hex'),
    context: {},
    metrics: {},
    logger: noLog,
  };
}
