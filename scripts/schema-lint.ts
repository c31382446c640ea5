import { runSchemaScript } from './schema/run-schema-script.ts';
import { generate, setOf } from './schema/generate.ts';
import { schemaFaults } from './schema/lint.ts';

/** `npm run schema:lint`: names what in the schemas is not named or described as the house does. */
await runSchemaScript(async () => {
  const faults = [...setOf(await generate())].flatMap(([name, sdl]) =>
    schemaFaults(sdl).map((fault) => `${name}: ${fault}`),
  );
  for (const fault of faults) console.error(fault);
  return faults.length === 0 ? 0 : 1;
});
