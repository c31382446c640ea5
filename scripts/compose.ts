import { mkdir, readdir, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { runSchemaScript } from './schema/run-schema-script.ts';
import { filesOf, generate, setOf } from './schema/generate.ts';
import { judge } from './schema/schema-check.ts';
import { parseNotes } from './schema/accepted-changes.ts';
import { notesIn, publishedInFolder, schemaFolder } from './schema/published.ts';

/**
 * `npm run compose`: writes each subgraph's schema, the supergraph, and the API schema to `schema/`; not if that breaks
 * what is there, unless a note lets it through.
 */
await runSchemaScript(async () => {
  const generated = await generate();
  const root = process.cwd();
  const verdict = await judge(setOf(generated), [publishedInFolder(root)], parseNotes(notesIn(root)));
  for (const line of [...generated.hints, ...verdict.warnings, ...verdict.letThrough]) console.log(line);
  if (verdict.refusals.length > 0) {
    console.error([...verdict.refusals, `${schemaFolder}/ was not written.`].join('\n\n'));
    return 1;
  }
  await write(filesOf(generated));
  console.log(`${schemaFolder}/: ${generated.subgraphs.length} subgraphs, the supergraph, the API schema`);
  return 0;
});

/** Writes the files, and takes away the schemas of subgraphs that are no more. */
async function write(files: ReadonlyMap<string, string>): Promise<void> {
  await mkdir(schemaFolder, { recursive: true });
  const gone = (await readdir(schemaFolder)).filter((name) => name.endsWith('.graphql') && !files.has(name));
  for (const name of gone) await rm(path.join(schemaFolder, name));
  for (const [name, text] of files) await writeFile(path.join(schemaFolder, name), text);
}
