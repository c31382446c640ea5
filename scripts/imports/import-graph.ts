import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import ts from 'typescript';
import { z } from 'zod';

/** Path of a file → paths of the files that it imports, relative to the root. Includes type-only imports. */
export type ImportGraph = ReadonlyMap<string, readonly string[]>;

/** The subpath imports in package.json: specifier → path, such as `#kit` → `./kit/index.ts`. */
const manifestShape = z.object({ imports: z.record(z.string(), z.string()) });
type Aliases = z.infer<typeof manifestShape>['imports'];

/** Reads the import graph of the TypeScript files in these folders of `root`. */
export function readImportGraph(root: string, folders: readonly string[]): ImportGraph {
  const { imports } = manifestShape.parse(JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')));
  const files = folders.flatMap((folder) =>
    readdirSync(join(root, folder), { encoding: 'utf8', recursive: true })
      .filter((name) => name.endsWith('.ts'))
      .map((name) => join(folder, name)),
  );
  return new Map(files.map((file) => [file, importsOf(file, readFileSync(join(root, file), 'utf8'), imports)]));
}

function importsOf(file: string, source: string, aliases: Aliases): readonly string[] {
  return ts.preProcessFile(source).importedFiles.flatMap(({ fileName }) => {
    if (fileName.startsWith('.')) return [join(dirname(file), fileName)];
    const target = aliases[fileName];
    return target === undefined ? [] : [join(target)];
  });
}
