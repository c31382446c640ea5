import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { transform } from '@swc/core';
import { protections } from './protections.js';

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '../..');
const removed = protections[process.env.SIMULATE_WITHOUT];

/** Takes a protection out of the source of its file. */
function edit(filename, source) {
  if (removed === undefined || filename !== path.join(root, removed.file)) return source;
  return removed.edits.reduce((text, [from, to]) => text.replace(from, () => to), source);
}

/** Compiles TypeScript for the simulation: without the names that tsx adds to all functions, which cost time. */
export async function load(url, context, nextLoad) {
  if (!url.startsWith('file:') || !url.endsWith('.ts') || url.includes('/node_modules/')) return nextLoad(url, context);
  const filename = fileURLToPath(url);
  const { code } = await transform(edit(filename, await readFile(filename, 'utf8')), {
    filename,
    jsc: { parser: { syntax: 'typescript' }, target: 'es2022' },
    module: { type: 'es6' },
    sourceMaps: 'inline',
  });
  return { format: 'module', source: code, shortCircuit: true };
}
