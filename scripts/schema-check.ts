import { readSettings } from '../kit/util/settings/setting.ts';
import { schemaBase } from './configuration/table.ts';
import { runSchemaScript } from './schema/run-schema-script.ts';
import { generate, setOf } from './schema/generate.ts';
import { judge } from './schema/schema-check.ts';
import { parseNotes } from './schema/accepted-changes.ts';
import { notesIn, publishedAt, publishedInFolder, revisionBefore, type Published } from './schema/published.ts';

/**
 * `npm run schema:check`: names what the schemas, as the definitions have them now, break of what `schema/` holds and of
 * what it held at the base: the revision that `SCHEMA_BASE` names, or else the one before the latest change of a schema.
 */
function base(root: string): readonly Published[] {
  const revision = readSettings({ schemaBase }, process.env).schemaBase ?? revisionBefore(root);
  if (revision !== undefined) return [publishedAt(root, revision)];
  console.log('There is no earlier revision here to compare with; SCHEMA_BASE can name one.');
  return [];
}

await runSchemaScript(async () => {
  const root = process.cwd();
  const against = [publishedInFolder(root), ...base(root)];
  const verdict = await judge(setOf(await generate()), against, parseNotes(notesIn(root)));
  for (const line of [...verdict.warnings, ...verdict.letThrough, ...verdict.stale]) console.log(line);
  if (verdict.refusals.length > 0) {
    console.error(verdict.refusals.join('\n\n'));
    return 1;
  }
  const rest = verdict.letThrough.length === 0 ? 'Nothing' : 'Nothing else';
  console.log(`${rest} breaks ${against.map(({ place }) => place).join(', or ')}.`);
  return 0;
});
