import { once } from 'node:events';
import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { benchSupergraph } from './bench-supergraph.ts';
import { importHive } from './hive-packages.ts';
import { runContender } from './process.ts';

/** Hive Gateway with its planner in Rust, on the same supergraph and services. */
process.env['NODE_ENV'] = 'production';

interface GatewayRuntime {
  createGatewayRuntime(options: object): RequestListener;
}
interface RouterRuntime {
  readonly unifiedGraphHandler: unknown;
}

runContender(async () => {
  const { createGatewayRuntime } = (await importHive('@graphql-hive/gateway-runtime')) as GatewayRuntime;
  const { unifiedGraphHandler } = (await importHive('@graphql-hive/router-runtime')) as RouterRuntime;
  const options = { supergraph: benchSupergraph(), unifiedGraphHandler, logging: 'error', graphiql: false };
  const server = createServer(createGatewayRuntime({ ...options, landingPage: false })).listen(0);
  await once(server, 'listening');
  return {
    urls: { graphql: `http://localhost:${(server.address() as AddressInfo).port}/graphql` },
    authorization: {},
    close: async () => {
      server.closeAllConnections();
      server.close();
    },
  };
});
