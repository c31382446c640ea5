import { runSchemaScript } from './schema/run-schema-script.ts';
import { generateSchemas, schemaSetOf } from './schema/generate.ts';
import { lintSchema } from './schema/lint.ts';

/** `npm run schema:lint`: reports names and descriptions in the generated schemas that break the conventions. */
await runSchemaScript(async () => {
  const problems = [...schemaSetOf(await generateSchemas())].flatMap(([name, sdl]) =>
    lintSchema(sdl).map((problem) => `${name}: ${problem}`),
  );
  for (const problem of problems) console.error(problem);
  return problems.length === 0 ? 0 : 1;
});
