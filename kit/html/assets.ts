import type { RequestHandler } from 'express';
import Negotiator from 'negotiator';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { brotliCompress, gzip } from 'node:zlib';
import { z } from 'zod';
import { lazy } from '../util/lazy.ts';
import { createLog } from '../util/log.ts';
import { parseJson } from '../util/parse-json.ts';

/** The path below which each part serves the files of pages. */
export const assetsPath = '/pages/';

/** Where the build puts the files. */
const builtDirectory = fileURLToPath(new URL('assets', import.meta.url));
const manifestName = '.vite/manifest.json';

/** The manifest that Vite writes (https://vite.dev/guide/backend-integration). */
const manifestShape = z.record(
  z.string(),
  z.object({
    file: z.string(),
    isEntry: z.boolean().optional(),
    css: z.array(z.string()).optional(),
    imports: z.array(z.string()).optional(),
  }),
);

/** The files that a page loads first. */
export interface EntryFiles {
  readonly script: string;
  readonly styles: readonly string[];
  /** Modules that the script imports at once. */
  readonly modules: readonly string[];
}

/** Returns the files of the entry; undefined if the manifest has none. @throws if it is no manifest */
export function entryFilesOf(manifest: unknown): EntryFiles | undefined {
  const chunks = manifestShape.parse(manifest);
  const entry = Object.values(chunks).find(({ isEntry }) => isEntry === true);
  if (entry === undefined) return undefined;
  const loaded = new Set([entry]);
  // The set grows while it is iterated.
  for (const { imports = [] } of loaded) for (const name of imports) loaded.add(chunks[name] ?? entry);
  const styles = [...loaded].flatMap(({ css = [] }) => css);
  const [, ...modules] = [...loaded].map(({ file }) => file);
  return { script: entry.file, styles: [...new Set(styles)], modules };
}

/** The content codings of files, in order of preference. */
const codings = ['br', 'gzip'] as const;

const mediaTypes: Readonly<Record<string, string>> = {
  '.css': 'text/css; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.json': 'application/json',
  '.map': 'application/json',
  '.png': 'image/png',
  '.svg': 'image/svg+xml',
  '.woff2': 'font/woff2',
};

/** Media types of compressed files. */
const compressedTypes = ['image/png', 'font/woff2'];

/** A file, with its encoded contents, which are computed on the first request. */
interface Asset {
  readonly type: string;
  readonly content: Buffer;
  readonly encoded: Readonly<Record<(typeof codings)[number], () => Promise<Buffer>>>;
}

function readAsset(file: string): Asset {
  const content = readFileSync(file);
  return {
    type: mediaTypes[path.extname(file)] ?? 'application/octet-stream',
    content,
    encoded: {
      br: lazy(() => promisify(brotliCompress)(content)),
      gzip: lazy(() => promisify<Buffer, Buffer>(gzip)(content)),
    },
  };
}

/** The files that `npm run build:pages` has built. */
export interface Assets {
  readonly entry: EntryFiles;
  /** Name, such as `main-4f3a.js` → file. */
  readonly files: ReadonlyMap<string, Asset>;
}

/** Returns the paths of the files below a directory, with slashes; none if there is no directory. */
function listFiles(directory: string): readonly string[] {
  try {
    return readdirSync(directory, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map(({ parentPath, name }) => path.relative(directory, path.join(parentPath, name)).split(path.sep).join('/'));
  } catch {
    return [];
  }
}

/** Reads the files that were built into a directory; undefined if there are none. */
export function readAssetsIn(directory: string): Assets | undefined {
  const names = listFiles(directory);
  if (!names.includes(manifestName)) return undefined;
  const entry = entryFilesOf(parseJson(readFileSync(path.join(directory, manifestName), 'utf8')));
  const served = names.filter((name) => !name.startsWith('.'));
  const files = new Map(served.map((name) => [name, readAsset(path.join(directory, name))]));
  return entry && { entry, files };
}

/** Reads the files, once for all parts of the process; undefined if they are not built, which is logged. */
export const readAssets = lazy((): Assets | undefined => {
  const assets = readAssetsIn(builtDirectory);
  if (assets === undefined)
    createLog('pages').warn('pages are plain HTML: their script is not built; run npm run build:pages');
  return assets;
});

/** Serves the files. Their names change with their contents, so that they can be cached for ever. */
export const assetsHandler =
  ({ files }: Assets): RequestHandler =>
  async (request, response, next) => {
    const { path: requested, method } = request;
    const asset = requested.startsWith(assetsPath) ? files.get(requested.slice(assetsPath.length)) : undefined;
    if (asset === undefined || (method !== 'GET' && method !== 'HEAD')) return next();
    const offered = compressedTypes.includes(asset.type) ? [] : codings;
    const preferred = new Negotiator(request).encoding([...offered, 'identity']);
    const coding = codings.find((each) => each === preferred);
    const content = coding === undefined ? asset.content : await asset.encoded[coding]();
    if (coding !== undefined) response.set('Content-Encoding', coding);
    response
      .vary('Accept-Encoding')
      .set({ 'Cache-Control': 'public, max-age=31536000, immutable', 'Content-Type': asset.type })
      .set('Content-Length', String(content.length))
      .end(content);
  };
