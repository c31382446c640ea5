import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { isDefinition } from '../../kit/resource/definition/define-resource.ts';
import { DefinitionError } from '../../kit/resource/definition/definition-error.ts';
import type { Definition } from '../../kit/resource/definition/definition.ts';
import { meantServices } from '../../kit/remote/service-names.ts';
import { product } from '../../product/product.ts';
import { portVariableOf, sourceFilesIn } from './resource-folders.ts';
import { PartError, type ServicePart } from './service-part.ts';

/** What a source file exports. */
interface SourceFile {
  /** The path from the project's directory: `subgraphs/venues/venue.ts`. */
  readonly name: string;
  readonly exports: Readonly<Record<string, unknown>>;
}

/** A definition, and what is exported beside it. */
interface FoundDefinition extends SourceFile {
  readonly definition: Definition;
}

const serviceNamesOf = meantServices({});

/** @throws PartError that names the file, or DefinitionError */
async function loadFile(folder: string, file: string): Promise<SourceFile> {
  const name = path.join('subgraphs', path.basename(folder), file);
  try {
    const exports: unknown = await import(pathToFileURL(path.join(folder, file)).href);
    return { name, exports: { ...(exports as object) } };
  } catch (error) {
    if (error instanceof DefinitionError) throw error;
    throw new PartError(`${name} cannot be loaded: ${error instanceof Error ? error.message : String(error)}`, {
      cause: error,
    });
  }
}

const definitionsIn = (file: SourceFile): readonly FoundDefinition[] =>
  Object.values(file.exports)
    .filter(isDefinition)
    .map((definition) => ({ ...file, definition }));

/** Finds the one definition of a folder. @throws PartError if there is none, or more than one */
async function findDefinition(folder: string): Promise<FoundDefinition> {
  // One after the other: Jest cannot load modules that share imports at the same time.
  const files: SourceFile[] = [];
  for (const file of sourceFilesIn(folder)) files.push(await loadFile(folder, file));
  const [found, another] = files.flatMap(definitionsIn);
  const word = path.basename(folder);
  if (found === undefined)
    throw new PartError(`subgraphs/${word} exports no definition: export the result of defineResource from one file`);
  if (another !== undefined)
    throw new PartError(
      `subgraphs/${word} exports two definitions, in ${found.name} and ${another.name}: a folder has one resource`,
    );
  return found;
}

/** @throws PartError */
function portIn({ name, exports }: FoundDefinition): number {
  const { port } = exports;
  if (typeof port === 'number' && Number.isInteger(port) && port > 0 && port < 65_536) return port;
  const advice = `export the service's port, a number from 1 to 65535, as in "export const port = 2117;"`;
  throw new PartError(`${name} has ${port === undefined ? 'no port' : `the port ${JSON.stringify(port)}`}: ${advice}`);
}

/** Checks that other services find the service by the name of its resource. @throws PartError */
function checkName(word: string, { name: file, definition: { name } }: FoundDefinition): string {
  const serviceName = `${word}-service`;
  if (serviceNamesOf(name).includes(serviceName)) return serviceName;
  const valid = `"${name}s" or "${name}"`;
  throw new PartError(`${file} defines ${name}: name its folder ${valid}, because other services look for it there`);
}

/**
 * Loads the service of a folder, whose short name is `word`.
 * @throws PartError if the folder has no definition, more than one, or no port; DefinitionError
 */
export async function loadPart(directory: string, word: string): Promise<ServicePart> {
  const found = await findDefinition(path.join(directory, word));
  return {
    name: checkName(word, found),
    product,
    definition: found.definition,
    port: portIn(found),
    portVariable: portVariableOf(word),
  };
}
