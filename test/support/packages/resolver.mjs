import { mkdirSync, renameSync, writeFileSync } from 'node:fs';
import { isBuiltin } from 'node:module';
import path from 'node:path';
import { loadPackage } from './loaded-packages.mjs';

const root = path.resolve(import.meta.dirname, '../../..');
const directory = path.join(root, '.cache/packages');

/**
 * The packages that Jest loads for each file of tests:
 *
 * - `jose` reads the clock, which tests replace in their context.
 * - `undici` changes the `fetch` of its context.
 * - `zod` creates what tests and the product compare with objects of their own by their prototypes.
 */
const loadedByJest = new Set(['jose', 'undici', 'zod']);

const isShared = (request, { basedir }) =>
  /^[a-z@]/.test(request) &&
  !request.startsWith('@jest/') &&
  !isBuiltin(request) &&
  !loadedByJest.has(request) &&
  // Packages import each other as usual, and Jest its transformer.
  basedir !== root &&
  !basedir.includes('/node_modules/');

/**
 * Resolves the imports of the project so that a worker of Jest loads each package once, and not for each file of tests:
 * a third of the processor time of tests that start a system would go into that, and into compiling its functions again.
 * A package is resolved to a module in `.cache/packages` that exports what the worker has loaded.
 *
 * @see https://jestjs.io/docs/configuration#resolver-string
 */
export default function resolve(request, options) {
  const file = options.defaultResolver(request, options);
  if (!isShared(request, options) || file.endsWith('.json')) return file;
  return moduleOf(file, options.conditions?.includes('require') ? 'cjs' : 'mjs');
}

const written = new Set();

/** Writes a module that exports what is loaded from a file, once per worker, and returns its path. */
function moduleOf(file, type) {
  const module = path.join(directory, `${path.relative(root, file).replaceAll(path.sep, '+')}.${type}`);
  if (written.has(module)) return module;
  const temporary = `${module}.${process.pid}`;
  mkdirSync(directory, { recursive: true });
  writeFileSync(temporary, sourceOf(loadPackage(file), { file, type }));
  renameSync(temporary, module);
  written.add(module);
  return module;
}

/** Returns the source of a module with these exports. Those of CommonJS are also the default, as in Node. */
function sourceOf(exported, { file, type }) {
  const loaded = `loadedPackages.get(${JSON.stringify(file)})`;
  if (type === 'cjs') return `module.exports = ${loaded};\n`;
  const isModule = exported[Symbol.toStringTag] === 'Module';
  const names = Object.keys(exported).filter((name) => name !== 'default' && name !== 'module.exports');
  const defaultExport = isModule ? 'loaded.default' : 'loaded';
  return [
    `const loaded = ${loaded};`,
    ...names.flatMap((name, index) => [
      `const export${index} = loaded[${JSON.stringify(name)}];`,
      `export { export${index} as ${JSON.stringify(name)} };`,
    ]),
    ...(isModule && !('default' in exported) ? [] : [`export default ${defaultExport};`]),
    '',
  ].join('\n');
}
