import { mkdir, readdir, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { runSchemaScript } from './schema/run-schema-script.ts';
import { schemaFilesOf, generateSchemas, schemaSetOf } from './schema/generate.ts';
import { checkSchemas } from './schema/schema-check.ts';
import { parseAcceptedChanges } from './schema/accepted-changes.ts';
import { readAcceptedChanges, readPublishedSchemas, schemaFolder } from './schema/published.ts';

/**
 * `npm run compose`: generates the subgraph schemas, the supergraph and the API schema into `schema/`. Writes nothing
 * if that is a breaking change of the schemas there, unless the change is accepted.
 */
await runSchemaScript(async () => {
  const generated = await generateSchemas();
  const root = process.cwd();
  const result = await checkSchemas(
    schemaSetOf(generated),
    [readPublishedSchemas(root)],
    parseAcceptedChanges(readAcceptedChanges(root)),
  );
  for (const line of [...generated.hints, ...result.warnings, ...result.accepted]) console.log(line);
  if (result.errors.length > 0) {
    console.error([...result.errors, `${schemaFolder}/ is unchanged.`].join('\n\n'));
    return 1;
  }
  await write(schemaFilesOf(generated));
  console.log(`${schemaFolder}/: ${generated.subgraphs.length} subgraphs, the supergraph, the API schema`);
  return 0;
});

/** Writes the files, and removes the schemas of removed subgraphs. */
async function write(files: ReadonlyMap<string, string>): Promise<void> {
  await mkdir(schemaFolder, { recursive: true });
  const removed = (await readdir(schemaFolder)).filter((name) => name.endsWith('.graphql') && !files.has(name));
  for (const name of removed) await rm(path.join(schemaFolder, name));
  for (const [name, text] of files) await writeFile(path.join(schemaFolder, name), text);
}
