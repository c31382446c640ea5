import { readFileSync } from 'node:fs';
import path from 'node:path';
import { ApolloGateway } from '@apollo/gateway';
import { ApolloServer } from '@apollo/server';
import { startStandaloneServer } from '@apollo/server/standalone';
import { apolloPlugins } from '../../../kit/graphql/apollo-options.ts';
import { runContender } from './process.ts';

/** Apollo's gateway as its documentation sets it up, on the same supergraph and services. */
process.env['APOLLO_TELEMETRY_DISABLED'] = '1';
process.env['NODE_ENV'] = 'production';

runContender(async () => {
  const sdl = readFileSync(path.join(process.cwd(), 'schema', 'supergraph.graphql'), 'utf8');
  const supergraphSdl = sdl.replace(
    /@join__graph\(name: "(\w+)-service", url: "[^"]*"\)/g,
    (_all, word: string) =>
      `@join__graph(name: "${word}-service", url: "${process.env['BENCH_ROOT']}/${word}/graphql")`,
  );
  const server = new ApolloServer({
    gateway: new ApolloGateway({ supergraphSdl }),
    plugins: apolloPlugins({}),
    csrfPrevention: true,
  });
  const { url } = await startStandaloneServer(server, { listen: { port: 0 } });
  return { urls: { graphql: url }, authorization: {}, close: () => server.stop() };
});
