// Writes dist/package.json, in which the subpath import `#kit` is the compiled entry.
import { readFile, writeFile } from 'node:fs/promises';

const { name, type, imports } = JSON.parse(await readFile('package.json', 'utf8'));
const compiled = Object.entries(imports).map(([specifier, file]) => [specifier, file.replace(/\.ts$/, '.js')]);
await writeFile(
  'dist/package.json',
  JSON.stringify({ name, private: true, type, imports: Object.fromEntries(compiled) }),
);
