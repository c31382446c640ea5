import { parseAcceptedChanges } from './accepted-changes.ts';
import { generateSchemas, schemaSetOf } from './generate.ts';
import {
  readAcceptedChanges,
  readPublishedSchemasAt,
  readPublishedSchemas,
  revisionBeforeLatestChange,
  type PublishedSchemas,
} from './published.ts';
import type { Output, SchemaScript } from './run-schema-script.ts';
import { checkSchemas } from './schema-check.ts';

/** Reads the schemas at the base revision, by default the one before the latest change of a schema. */
function baseSchemas(root: string, base: string | undefined, output: Output): readonly PublishedSchemas[] {
  const revision = base ?? revisionBeforeLatestChange(root);
  if (revision !== undefined) return [readPublishedSchemasAt(root, revision)];
  output.log('There is no earlier revision to compare with. Set SCHEMA_BASE to compare with a revision.');
  return [];
}

/**
 * Reports what the generated schemas break, compared with `schema/` in the working tree and at the base revision. Fails
 * if that is not accepted.
 */
export const findBreakingChanges =
  (base: string | undefined): SchemaScript =>
  async (root, output) => {
    const baselines = [readPublishedSchemas(root), ...baseSchemas(root, base, output)];
    const result = await checkSchemas(
      schemaSetOf(await generateSchemas()),
      baselines,
      parseAcceptedChanges(readAcceptedChanges(root)),
    );
    for (const line of [...result.warnings, ...result.accepted, ...result.stale]) output.log(line);
    if (result.errors.length > 0) {
      output.error(result.errors.join('\n\n'));
      return 1;
    }
    const what = result.accepted.length === 0 ? 'No breaking changes' : 'No other breaking changes';
    output.log(`${what} compared with ${baselines.map(({ source }) => source).join(' and ')}.`);
    return 0;
  };
