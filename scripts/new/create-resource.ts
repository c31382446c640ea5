import { mkdir, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { format, resolveConfig } from 'prettier';
import { loadPart } from '../parts/load-part.ts';
import { NewResourceError, type NewResource } from './arguments.ts';
import { planResource, type ResourcePlan } from './plan-resource.ts';
import { filesOf } from './templates.ts';

/** A resource that was created. */
export interface CreatedResource extends ResourcePlan {
  /** The names of its files. */
  readonly files: readonly string[];
}

async function writeFiles(folder: string, files: Readonly<Record<string, string>>): Promise<void> {
  // Fails if the folder exists.
  await mkdir(folder);
  const style = await resolveConfig(path.join(folder, 'index.ts'));
  for (const [file, text] of Object.entries(files))
    await writeFile(path.join(folder, file), await format(text, { ...style, parser: 'typescript' }));
}

/**
 * Writes the folder of a new resource into a directory, and loads it as the system does.
 * @throws NewResourceError with all faults. Nothing is written then.
 */
export async function createResource(request: NewResource, directory: string): Promise<CreatedResource> {
  const plan = await planResource(request, directory);
  const files = filesOf(plan);
  const folder = path.join(directory, plan.folder);
  try {
    await writeFiles(folder, files);
    await loadPart(directory, plan.folder);
  } catch (error) {
    await rm(folder, { recursive: true, force: true });
    const reason = error instanceof Error ? error.message : String(error);
    throw new NewResourceError(`${plan.name} cannot be the name of a resource: ${reason}`, { cause: error });
  }
  return { ...plan, files: Object.keys(files) };
}
