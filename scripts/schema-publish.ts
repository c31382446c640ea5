import { spawnSync } from 'node:child_process';
import path from 'node:path';
import { studioSettings } from '../kit/service/settings/shared.ts';
import { InvalidSettingError } from '../kit/util/settings/setting.ts';
import { PartError } from './parts/service-part.ts';
import { generateSubgraphs, type Subgraph } from './schema/generate.ts';
import { schemaFolder } from './schema/published.ts';

/**
 * `npm run schema:publish`: publishes the subgraph schemas in `schema/` to Apollo Studio with Apollo's CLI, rover. The
 * running system cannot publish them itself: Apollo's schema reporting does not support federated graphs.
 */
function publish({ name, routingUrl }: Subgraph, graphRef: string): number {
  const args = [
    ...['subgraph', 'publish', graphRef, '--name', name, '--schema', path.join(schemaFolder, `${name}.graphql`)],
    // Only routers managed by Studio use the URL, and rover would ask for confirmation of a URL such as localhost.
    ...['--routing-url', routingUrl, '--allow-invalid-routing-url', '--skip-update-check'],
  ];
  const env = { ...process.env, APOLLO_TELEMETRY_DISABLED: '1' };
  return spawnSync('npm', ['run', '--silent', 'rover', '--', ...args], { stdio: 'inherit', env }).status ?? 1;
}

try {
  const studio = studioSettings(process.env);
  if (studio === undefined)
    throw new InvalidSettingError([
      { variable: 'APOLLO_KEY', message: 'APOLLO_KEY and APOLLO_GRAPH_REF must both be set to publish schemas' },
    ]);
  const failed = (await generateSubgraphs()).find((subgraph) => publish(subgraph, studio.graphRef) !== 0);
  if (failed !== undefined) process.exitCode = 1;
} catch (error) {
  if (!(error instanceof InvalidSettingError || error instanceof PartError)) throw error;
  console.error(error.message);
  process.exitCode = 1;
}
