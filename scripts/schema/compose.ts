import { mkdir, readdir, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { parseAcceptedChanges } from './accepted-changes.ts';
import { schemaFilesOf, generateSchemas, schemaSetOf } from './generate.ts';
import { readAcceptedChanges, readPublishedSchemas, schemaFolder } from './published.ts';
import type { SchemaScript } from './run-schema-script.ts';
import { checkSchemas } from './schema-check.ts';

/**
 * Generates the subgraph schemas, the supergraph and the API schema into `schema/`. Writes nothing if that is a breaking
 * change of the schemas there, unless the change is accepted.
 */
export const compose: SchemaScript = async (root, output) => {
  const generated = await generateSchemas();
  const result = await checkSchemas(
    schemaSetOf(generated),
    [readPublishedSchemas(root)],
    parseAcceptedChanges(readAcceptedChanges(root)),
  );
  for (const line of [...generated.hints, ...result.warnings, ...result.accepted]) output.log(line);
  if (result.errors.length > 0) {
    output.error([...result.errors, `${schemaFolder}/ is unchanged.`].join('\n\n'));
    return 1;
  }
  await write(path.join(root, schemaFolder), schemaFilesOf(generated));
  output.log(`${schemaFolder}/: ${generated.subgraphs.length} subgraphs, the supergraph, the API schema`);
  return 0;
};

/** Writes the files, and removes the schemas of removed subgraphs. */
async function write(folder: string, files: ReadonlyMap<string, string>): Promise<void> {
  await mkdir(folder, { recursive: true });
  const removed = (await readdir(folder)).filter((name) => name.endsWith('.graphql') && !files.has(name));
  for (const name of removed) await rm(path.join(folder, name));
  for (const [name, text] of files) await writeFile(path.join(folder, name), text);
}
