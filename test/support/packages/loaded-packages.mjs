import { createRequire } from 'node:module';

const require = createRequire(import.meta.url);

/**
 * The packages that this worker of Jest has loaded, by the paths of their files. Jest loads a custom resolver and a
 * custom environment outside of the contexts of the tests: what is here stays from one file of tests to the next.
 */
export const loadedPackages = new Map();

/** Loads a package from the path of its file, as Node does. */
export function loadPackage(file) {
  if (!loadedPackages.has(file)) loadedPackages.set(file, require(file));
  return loadedPackages.get(file);
}
