import { setTimeout as delay } from 'node:timers/promises';
import { gatewaySettings } from '../../../gateway/settings.ts';
import { startGateway } from '../../../gateway/start.ts';
import { runContender } from './process.ts';

/** The gateway that is measured, on the services at `BENCH_ROOT`. All requests come from one address. */
process.env['LOG_LEVEL'] = 'error';

runContender(async () => {
  const settings = gatewaySettings({
    HY_GATEWAY_URL: process.env['BENCH_ROOT'],
    GRAPHQL_PLAN_CACHE_BYTES: process.env['GRAPHQL_PLAN_CACHE_BYTES'],
    GRAPHQL_ADDRESS_CONCURRENCY: '0',
    GRAPHQL_SUPERGRAPH_FILE: 'none',
    MAX_EVENT_LOOP_LAG_MS: '0',
    GRAPHQL_PLANNING_COMPLEXITY: '0',
  });
  const gateway = await startGateway({ ...settings, port: 0 });
  await gateway.ready(['venues', 'events', 'registrations', 'accounts'].map((word) => `${word}-service`));
  // The graph is put into service after the last schema has been read.
  while (gateway.health().status !== 'ok') await delay(50);
  return {
    urls: { graphql: `http://localhost:${gateway.port}/graphql` },
    authorization: {},
    close: () => gateway.close(),
  };
});
