import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { z } from 'zod';
import { lazy } from '../../kit/util/lazy.ts';

const packageShape = z.object({ version: z.string() });
const scripts = ['./worker.mjs', './guest-check.mjs', './key-order.mjs', './node-subgraph.mjs'];

/**
 * Returns what the result of a composition depends on besides its subgraphs: a hash of the versions of the packages that
 * compose, and of the code of the composition process.
 */
export const compositionVersion: () => Promise<string> = lazy(async () => {
  const fromHere = createRequire(import.meta.url);
  const fromComposition = createRequire(fromHere.resolve('@apollo/composition'));
  const versionOf = (require: NodeJS.Require, name: string): string =>
    packageShape.parse(require(`${name}/package.json`)).version;
  const versions = [
    versionOf(fromHere, '@apollo/composition'),
    versionOf(fromComposition, '@apollo/federation-internals'),
    versionOf(fromHere, 'graphql'),
  ];
  const code = await Promise.all(scripts.map((script) => readFile(new URL(script, import.meta.url), 'utf8')));
  return createHash('sha256')
    .update(JSON.stringify([versions, code]))
    .digest('hex');
});
