import { spawnSync } from 'node:child_process';
import path from 'node:path';
import { studioSettings } from '../kit/service/settings/shared.ts';
import { InvalidSettingError } from '../kit/util/settings/setting.ts';
import { subgraphs, type Subgraph } from './schema/generate.ts';
import { schemaFolder } from './schema/published.ts';

/**
 * `npm run schema:publish`: tells Apollo Studio the schemas of the subgraphs that `schema/` holds, by Apollo's own tool,
 * rover. The running system cannot do so by itself: Apollo's schema reporting supports no federated graph.
 */
function publish({ name, routingUrl }: Subgraph, graphRef: string): number {
  const given = [
    ...['subgraph', 'publish', graphRef, '--name', name, '--schema', path.join(schemaFolder, `${name}.graphql`)],
    // Only a router that is managed by Studio goes there, and rover asks back about addresses such as localhost.
    ...['--routing-url', routingUrl, '--allow-invalid-routing-url', '--skip-update-check'],
  ];
  const env = { ...process.env, APOLLO_TELEMETRY_DISABLED: '1' };
  return spawnSync('npm', ['run', '--silent', 'rover', '--', ...given], { stdio: 'inherit', env }).status ?? 1;
}

try {
  const studio = studioSettings(process.env);
  if (studio === undefined)
    throw new InvalidSettingError([
      { variable: 'APOLLO_KEY', message: 'APOLLO_KEY and APOLLO_GRAPH_REF must both be set: nothing is published' },
    ]);
  const failed = subgraphs().find((subgraph) => publish(subgraph, studio.graphRef) !== 0);
  if (failed !== undefined) process.exitCode = 1;
} catch (error) {
  if (!(error instanceof InvalidSettingError)) throw error;
  console.error(error.message);
  process.exitCode = 1;
}
