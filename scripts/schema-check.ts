import { readSettings } from '../kit/util/settings/setting.ts';
import { schemaBase } from './configuration/table.ts';
import { runSchemaScript } from './schema/run-schema-script.ts';
import { generateSchemas, schemaSetOf } from './schema/generate.ts';
import { checkSchemas } from './schema/schema-check.ts';
import { parseAcceptedChanges } from './schema/accepted-changes.ts';
import {
  readAcceptedChanges,
  readPublishedSchemasAt,
  readPublishedSchemas,
  revisionBeforeLatestChange,
  type PublishedSchemas,
} from './schema/published.ts';

/**
 * `npm run schema:check`: reports what the generated schemas break, compared with `schema/` in the working tree and at
 * the base revision: `SCHEMA_BASE`, by default the revision before the latest change of a schema.
 */
function baseSchemas(root: string): readonly PublishedSchemas[] {
  const revision = readSettings({ schemaBase }, process.env).schemaBase ?? revisionBeforeLatestChange(root);
  if (revision !== undefined) return [readPublishedSchemasAt(root, revision)];
  console.log('There is no earlier revision to compare with. Set SCHEMA_BASE to compare with a revision.');
  return [];
}

await runSchemaScript(async () => {
  const root = process.cwd();
  const baselines = [readPublishedSchemas(root), ...baseSchemas(root)];
  const result = await checkSchemas(
    schemaSetOf(await generateSchemas()),
    baselines,
    parseAcceptedChanges(readAcceptedChanges(root)),
  );
  for (const line of [...result.warnings, ...result.accepted, ...result.stale]) console.log(line);
  if (result.errors.length > 0) {
    console.error(result.errors.join('\n\n'));
    return 1;
  }
  const what = result.accepted.length === 0 ? 'No breaking changes' : 'No other breaking changes';
  console.log(`${what} compared with ${baselines.map(({ source }) => source).join(' and ')}.`);
  return 0;
});
