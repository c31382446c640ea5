import { readdirSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { enumValue } from '../../kit/util/enum-value.ts';

/** The directory with a folder for each resource; the compiled one when this file is compiled. */
export const subgraphsDirectory = fileURLToPath(new URL('../../subgraphs', import.meta.url));

/** `.ts`; `.js` when this file is compiled. */
const extension = path.extname(fileURLToPath(import.meta.url));

/** Returns the names of the source files in a folder, without tests. */
export const sourceFilesIn = (folder: string): readonly string[] =>
  readdirSync(folder).filter((file) => file.endsWith(extension) && !/\.(test|d)\.\w+$/.test(file));

/** Returns the folders of resources, in alphabetical order: those that have source files. */
export const findResourceFolders = (directory: string): readonly string[] =>
  readdirSync(directory, { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && sourceFilesIn(path.join(directory, entry.name)).length > 0)
    .map(({ name }) => name)
    .sort();

/** Returns the environment variable for the port of a folder's service: `keySpeakers` → `PORT_KEY_SPEAKERS`. */
export const portVariableOf = (word: string): string => `PORT_${enumValue(word)}`;
