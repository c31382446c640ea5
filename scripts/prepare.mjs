// Runs at `npm install`: builds the pages, if the tool for it is installed (it is not with `--omit=dev`).
import { createRequire } from 'node:module';

function isInstalled(name) {
  try {
    createRequire(import.meta.url).resolve(`${name}/package.json`);
    return true;
  } catch {
    return false;
  }
}

if (isInstalled('vite')) await import('./build-pages.mjs');
