import { createHash } from 'node:crypto';
import { readdir, readFile, rm, stat, utimes } from 'node:fs/promises';
import path from 'node:path';
import { z } from 'zod';
import type { Compose, Composer, Composition, SubgraphSdl } from '../compose/composer.ts';
import { replaceFile } from '../../kit/util/durable-file.ts';
import type { Log } from '../../kit/util/log.ts';
import { parseJson } from '../../kit/util/parse-json.ts';
import { messageOf } from '../../kit/util/system-error.ts';
import { seal, unseal } from './sealed-text.ts';

export interface CompositionCacheSettings {
  /** The directory with a file for each composition; undefined keeps none. */
  readonly directory: string | undefined;
  /** The most files: those that were used last are kept. */
  readonly maxFiles: number;
  /** Returns what the result of a composition depends on besides its subgraphs. */
  readonly version: () => Promise<string>;
  /** The secret that the parts of a system share: a file that was written without it is not used. */
  readonly secret: string;
  readonly log: Log;
}

/**
 * Returns a composer that keeps its compositions of trusted subgraphs on disk: composing takes about a second, with the
 * start of its process. The same schemas are composed again only by another version of the composition. Compositions
 * with guests, and those that fail, are not kept.
 */
export function cacheCompositions(composer: Composer, settings: CompositionCacheSettings): Composer {
  const { directory } = settings;
  if (directory === undefined) return composer;
  const files = { ...settings, directory };
  const writing = new Set<Promise<void>>();
  const keep = (file: string, composition: Composition): void => {
    const written = writeComposition(file, composition, files).finally(() => writing.delete(written));
    writing.add(written);
  };
  const compose: Compose = async (subgraphs, trusted) => {
    if (trusted !== undefined) return composer.compose(subgraphs, trusted);
    const file = await fileOf(subgraphs, files);
    if (file === undefined) return composer.compose(subgraphs);
    const kept = await readComposition(file, files);
    if (kept !== undefined) return kept;
    const composition = await composer.compose(subgraphs);
    if (composition.composed) keep(file, composition);
    return composition;
  };
  return {
    compose,
    close: async () => {
      await composer.close();
      await Promise.all(writing);
    },
  };
}

/**
 * Returns the file of a composition, whose name is a hash of everything that the result depends on; undefined if the
 * version is unknown.
 */
async function fileOf(
  subgraphs: readonly SubgraphSdl[],
  { directory, version, log }: FileSettings,
): Promise<string | undefined> {
  try {
    const inputs = subgraphs.map(({ name, sdl, routingUrl = null, guest = false }) => [name, sdl, routingUrl, guest]);
    const text = JSON.stringify([await version(), inputs]);
    return path.join(directory, `${createHash('sha256').update(text).digest('hex')}.json`);
  } catch (error) {
    log.debug(`compositions are not kept: ${messageOf(error)}`);
    return undefined;
  }
}

const compositionShape = z.object({
  composed: z.literal(true),
  supergraphSdl: z.string(),
  hints: z.array(z.string()),
});

/** The format names the composition, so that one file does not pass for another. */
const formatOf = (file: string): string => `composition 1 ${path.basename(file)}`;

type FileSettings = Omit<CompositionCacheSettings, 'directory'> & { readonly directory: string };

/** Reads a composition; undefined if there is none, or if its file is damaged. */
async function readComposition(file: string, { secret }: FileSettings): Promise<Composition | undefined> {
  const sealed = await readFile(file, 'utf8').catch(() => undefined);
  if (sealed === undefined) return undefined;
  const unsealed = unseal(sealed, { format: formatOf(file), secret });
  if ('problem' in unsealed) return undefined;
  const now = new Date();
  await utimes(file, now, now).catch(() => undefined);
  return compositionShape.safeParse(parseJson(unsealed.text)).data;
}

/** Writes a composition. A failure costs the next start a composition, and nothing else. */
async function writeComposition(file: string, composition: Composition, settings: FileSettings): Promise<void> {
  const { secret, log } = settings;
  try {
    await replaceFile(file, seal(JSON.stringify(composition), { format: formatOf(file), secret }));
    await removeOldest(settings);
  } catch (error) {
    log.debug(`the composition cannot be written to ${file}: ${messageOf(error)}`);
  }
}

/** Removes the files that were not used for the longest time. */
async function removeOldest({ directory, maxFiles }: FileSettings): Promise<void> {
  const names = await readdir(directory);
  if (names.length <= maxFiles) return;
  const used = await Promise.all(
    names.map(async (name) => {
      const file = path.join(directory, name);
      return { file, at: (await stat(file).catch(() => undefined))?.mtimeMs ?? 0 };
    }),
  );
  const oldest = used.toSorted((a, b) => a.at - b.at).slice(0, names.length - maxFiles);
  await Promise.all(oldest.map(({ file }) => rm(file, { force: true })));
}
