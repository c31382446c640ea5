import { CompositionFault } from './generate.ts';
import { NotesFault } from './accepted-changes.ts';
import { PublishedFault } from './published.ts';

/** Runs a script about the schemas: it ends with the code that `run` gives, or with 1 after saying what is wrong. */
export async function runSchemaScript(run: () => Promise<number>): Promise<void> {
  try {
    process.exitCode = await run();
  } catch (error) {
    if (![CompositionFault, NotesFault, PublishedFault].some((kind) => error instanceof kind)) throw error;
    console.error(error instanceof Error ? error.message : error);
    process.exitCode = 1;
  }
}
