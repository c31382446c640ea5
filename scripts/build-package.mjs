// Prepares dist/ for the compiler: removes the compiled resources, since those whose sources are gone would be started,
// copies the pages' assets, and writes package.json, in which the subpath import `#kit` is the compiled entry.
import { cp, mkdir, readFile, rm, writeFile } from 'node:fs/promises';

const { name, type, imports } = JSON.parse(await readFile('package.json', 'utf8'));
const compiled = Object.entries(imports).map(([specifier, file]) => [specifier, file.replace(/\.ts$/, '.js')]);
await rm('dist/subgraphs', { recursive: true, force: true });
await mkdir('dist', { recursive: true });
for (const assets of ['kit/html/assets', 'hal-gateway/app/assets']) {
  await rm(`dist/${assets}`, { recursive: true, force: true });
  await cp(assets, `dist/${assets}`, { recursive: true });
}
await writeFile(
  'dist/package.json',
  JSON.stringify({ name, private: true, type, imports: Object.fromEntries(compiled) }),
);
