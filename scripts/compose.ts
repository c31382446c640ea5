import { mkdir, writeFile } from 'node:fs/promises';
import { composeOnce } from '../gateway/compose/composer.ts';
import { subgraphSdl } from '../kit/graphql/sdl/subgraph.ts';
import { defaultLimits } from '../kit/resource/limits.ts';
import { serviceParts } from './parts.ts';

/** `npm run compose`: writes each subgraph's schema and the supergraph to `schema/`. */
const parts = Object.values(serviceParts).map(({ name, definition, port }) => ({
  name,
  port,
  sdl: subgraphSdl({ definition, limits: defaultLimits }),
}));
const composition = await composeOnce(parts);

if (!composition.composed) {
  console.error(composition.problems.join('\n'));
  process.exit(1);
}

/** What `rover supergraph compose --config` takes. */
const configuration = [
  'federation_version: =2.9.0',
  'subgraphs:',
  ...parts.flatMap(({ name, port }) => [
    `  ${name}:`,
    `    routing_url: http://localhost:${port}/graphql`,
    '    schema:',
    `      file: ./${name}.graphql`,
  ]),
];

await mkdir('schema', { recursive: true });
for (const { name, sdl } of parts) await writeFile(`schema/${name}.graphql`, sdl);
await writeFile('schema/supergraph.graphql', composition.supergraphSdl);
await writeFile('schema/supergraph.yaml', `${configuration.join('\n')}\n`);
for (const hint of composition.hints) console.log(hint);
console.log(`schema/: ${parts.length} subgraphs and the supergraph`);
