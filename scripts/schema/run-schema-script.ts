import { CompositionError } from './generate.ts';
import { AcceptedChangesError } from './accepted-changes.ts';
import { PartError } from '../parts/service-part.ts';
import { PublishedSchemaError } from './published.ts';

/** Runs a schema script. Exits with the code that `run` resolves to, or prints an expected error and exits with 1. */
export async function runSchemaScript(run: () => Promise<number>): Promise<void> {
  try {
    process.exitCode = await run();
  } catch (error) {
    if (![CompositionError, AcceptedChangesError, PartError, PublishedSchemaError].some((type) => error instanceof type))
      throw error;
    console.error(error instanceof Error ? error.message : error);
    process.exitCode = 1;
  }
}
