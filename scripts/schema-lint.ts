import { runSchemaScript } from './schema/run-schema-script.ts';
import { generateSchemas, schemaSetOf } from './schema/generate.ts';
import { lintSchema } from './schema/lint.ts';

/** `npm run schema:lint`: reports names and descriptions in the generated schemas that break the conventions. */
process.exitCode = await runSchemaScript(
  async (_root, output) => {
    const problems = [...schemaSetOf(await generateSchemas())].flatMap(([name, sdl]) =>
      lintSchema(sdl).map((problem) => `${name}: ${problem}`),
    );
    for (const problem of problems) output.error(problem);
    return problems.length === 0 ? 0 : 1;
  },
  process.cwd(),
  console,
);
