// Builds the scripts and styles of the pages, and checks what a browser loads first.
import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { build } from 'vite';

/** What is built: where its source is, and the most bytes that a browser loads before it shows a page, compressed. */
const bundles = [
  { client: 'kit/html/client', limit: 40_000 },
  { client: 'hal-gateway/app/client', limit: 45_000 },
];

/** Builds a script and a style into `assets` beside their source, with a manifest of their names for the server. */
const buildBundle = (root) =>
  build({
    configFile: false,
    root,
    base: './',
    publicDir: false,
    logLevel: 'warn',
    oxc: { jsx: { runtime: 'automatic', importSource: 'preact' } },
    build: {
      outDir: '../assets',
      emptyOutDir: true,
      manifest: true,
      target: 'es2022',
      // The pages' policy forbids `data:` URLs.
      assetsInlineLimit: 0,
      modulePreload: false,
      rolldownOptions: {
        input: 'main.tsx',
        output: { entryFileNames: '[name]-[hash].js', assetFileNames: '[name]-[hash][extname]' },
      },
    },
  });

for (const { client, limit } of bundles) {
  const source = new URL(`../${client}/`, import.meta.url);
  await buildBundle(fileURLToPath(source));
  const assets = new URL('../assets/', source);
  const manifest = JSON.parse(await readFile(new URL('.vite/manifest.json', assets), 'utf8'));
  const { file, css = [] } = manifest['main.tsx'];
  const contents = await Promise.all([file, ...css].map((name) => readFile(new URL(name, assets))));
  const bytes = contents.reduce((sum, content) => sum + gzipSync(content).length, 0);
  if (bytes > limit)
    throw new Error(`${client}: script and style have ${bytes} bytes compressed; the limit is ${limit}`);
  console.log(`${client}: ${bytes} bytes compressed`);
}
