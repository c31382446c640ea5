import { CompositionError } from './generate.ts';
import { AcceptedChangesError } from './accepted-changes.ts';
import { PartError } from '../parts/service-part.ts';
import { PublishedSchemaError } from './published.ts';

/** Where a schema script writes lines. */
export type Output = Pick<Console, 'log' | 'error'>;

/** A script about the schemas of a project folder. Returns the exit code. */
export type SchemaScript = (root: string, output: Output) => Promise<number>;

/** Runs a schema script. Returns its exit code; 1 after an expected error, which is printed. */
export async function runSchemaScript(script: SchemaScript, root: string, output: Output): Promise<number> {
  try {
    return await script(root, output);
  } catch (error) {
    if (![CompositionError, AcceptedChangesError, PartError, PublishedSchemaError].some((type) => error instanceof type))
      throw error;
    output.error(error instanceof Error ? error.message : error);
    return 1;
  }
}
