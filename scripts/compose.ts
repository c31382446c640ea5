import { compose } from './schema/compose.ts';
import { runSchemaScript } from './schema/run-schema-script.ts';

/** `npm run compose`: writes the generated schemas into `schema/`. */
process.exitCode = await runSchemaScript(compose, process.cwd(), console);
