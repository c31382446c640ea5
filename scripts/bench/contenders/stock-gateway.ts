import { ApolloGateway, RemoteGraphQLDataSource } from '@apollo/gateway';
import { ApolloServer } from '@apollo/server';
import { startStandaloneServer } from '@apollo/server/standalone';
import { Agent, fetch } from 'undici';
import { apolloPlugins } from '../../../kit/graphql/apollo-options.ts';
import { benchSupergraph } from './bench-supergraph.ts';
import { runContender } from './process.ts';

/** Apollo's gateway as its documentation sets it up, on the same supergraph and services. */
process.env['APOLLO_TELEMETRY_DISABLED'] = '1';
process.env['NODE_ENV'] = 'production';

/** Sends requests with undici, over pooled connections, instead of Apollo's own client. */
function buildService({ url = '' }: { readonly url?: string }): RemoteGraphQLDataSource {
  const dispatcher = new Agent({ connections: 128, pipelining: 1 });
  const fetcher = (address: string, init: object) => fetch(address, { ...init, dispatcher });
  return new RemoteGraphQLDataSource({ url, fetcher: fetcher as never });
}

/** @param client sends the requests to the services: Apollo's own, or undici */
export function startStockGateway(client: 'own' | 'undici'): void {
  runContender(async () => {
    const supergraphSdl = benchSupergraph();
    const gateway = new ApolloGateway({ supergraphSdl, ...(client === 'undici' && { buildService }) });
    const server = new ApolloServer({ gateway, plugins: apolloPlugins({}), csrfPrevention: true });
    const { url } = await startStandaloneServer(server, { listen: { port: 0 } });
    return { urls: { graphql: url }, authorization: {}, close: () => server.stop() };
  });
}
