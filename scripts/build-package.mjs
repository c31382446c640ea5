// Prepares dist/ for the compiler: removes the compiled resources, since those whose sources are gone would be started,
// and writes package.json, in which the subpath import `#kit` is the compiled entry.
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';

const { name, type, imports } = JSON.parse(await readFile('package.json', 'utf8'));
const compiled = Object.entries(imports).map(([specifier, file]) => [specifier, file.replace(/\.ts$/, '.js')]);
await rm('dist/subgraphs', { recursive: true, force: true });
await mkdir('dist', { recursive: true });
await writeFile(
  'dist/package.json',
  JSON.stringify({ name, private: true, type, imports: Object.fromEntries(compiled) }),
);
