import { readSettings } from '../kit/util/settings/setting.ts';
import { schemaBase } from './configuration/table.ts';
import { findBreakingChanges } from './schema/find-breaking-changes.ts';
import { runSchemaScript } from './schema/run-schema-script.ts';

/** `npm run schema:check`: reports what the generated schemas break. The base revision is `SCHEMA_BASE`. */
const { schemaBase: base } = readSettings({ schemaBase }, process.env);
process.exitCode = await runSchemaScript(findBreakingChanges(base), process.cwd(), console);
