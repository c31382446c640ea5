import { readFile } from 'node:fs/promises';
import { isDeepStrictEqual } from 'node:util';
import { z } from 'zod';
import { replaceFile } from '../../kit/util/durable-file.ts';
import type { Log } from '../../kit/util/log.ts';
import { parseJson } from '../../kit/util/parse-json.ts';
import { codeOf, messageOf } from '../../kit/util/system-error.ts';
import { seal, unseal } from './sealed-text.ts';

const graphShape = z.object({
  supergraphSdl: z.string(),
  services: z.array(
    z.object({ name: z.string(), home: z.string(), url: z.string().optional(), sdl: z.string() }).readonly(),
  ),
});

/**
 * The graph of the trusted services, with what is needed to serve it: each service with the SDL of which the graph is
 * composed, its home and its GraphQL endpoint. A service that is withdrawn has no `url`.
 */
export type SavedGraph = Readonly<z.infer<typeof graphShape>>;

/** A graph that was read from a file, and when it was written, in ISO 8601. */
export interface ReadGraph {
  readonly graph: SavedGraph;
  readonly savedAt: string;
}

/** The file that keeps the last graph over a restart. */
export interface SupergraphFile {
  /** Reads the graph. Undefined, with a warning in the log, if the file is damaged; without one, if there is none. */
  read(): Promise<ReadGraph | undefined>;
  /** Writes a graph in the background if it differs from the last one. A failure is logged once. */
  save(graph: SavedGraph): void;
  /** Resolves when the last graph is written. Idempotent. */
  close(): Promise<void>;
}

export interface SupergraphFileSettings {
  /** The path; undefined keeps nothing. */
  readonly supergraphFile: string | undefined;
  /** The secret that the parts of a system share: a file that was written without it is not used. */
  readonly serviceSecret: string;
  readonly log: Log;
}

const fileShape = graphShape.extend({ savedAt: z.string() });

/** The version changes with the members of the file. */
const format = 'supergraph 1';

/** Opens the file of the last graph. It is written atomically, and need not exist. */
export function openSupergraphFile(settings: SupergraphFileSettings): SupergraphFile {
  const { supergraphFile: file } = settings;
  if (file === undefined) return { read: async () => undefined, save: () => undefined, close: async () => undefined };
  const { save, close, startWith } = createWriter(file, settings);
  return {
    read: async () => {
      const read = await readGraph(file, settings);
      if (read !== undefined) startWith(read.graph);
      return read;
    },
    save,
    close,
  };
}

async function readGraph(
  file: string,
  { serviceSecret: secret, log }: SupergraphFileSettings,
): Promise<ReadGraph | undefined> {
  const ignore = (problem: string): undefined => {
    log.warn(`the supergraph in ${file} is ignored: ${problem}`);
  };
  try {
    const unsealed = unseal(await readFile(file, 'utf8'), { format, secret });
    if ('problem' in unsealed) return ignore(unsealed.problem);
    const parsed = fileShape.safeParse(parseJson(unsealed.text)).data;
    if (parsed === undefined) return ignore('its content is not as expected');
    const { savedAt, ...graph } = parsed;
    return { graph, savedAt };
  } catch (error) {
    return codeOf(error) === 'ENOENT' ? undefined : ignore(messageOf(error));
  }
}

/** Writes one graph at a time; of those that arrive meanwhile, the last one. */
function createWriter(file: string, { serviceSecret: secret, log }: SupergraphFileSettings) {
  let latest: SavedGraph | undefined;
  let waiting: SavedGraph | undefined;
  let writing: Promise<void> | undefined;
  let hasFailed = false;

  async function write(graph: SavedGraph): Promise<void> {
    try {
      const text = JSON.stringify({ savedAt: new Date().toISOString(), ...graph });
      await replaceFile(file, seal(text, { format, secret }));
      if (hasFailed) log.info(`the supergraph is written to ${file} again`);
      hasFailed = false;
    } catch (error) {
      if (!hasFailed) log.warn(`the supergraph cannot be written to ${file}: ${messageOf(error)}`);
      [hasFailed, latest] = [true, undefined];
    }
  }
  async function writeAll(): Promise<void> {
    for (let graph = waiting; graph !== undefined; graph = waiting) {
      waiting = undefined;
      await write(graph);
    }
    writing = undefined;
  }
  return {
    /** Sets the content of the file. */
    startWith: (graph: SavedGraph): void => void (latest = graph),
    save: (graph: SavedGraph): void => {
      if (isDeepStrictEqual(graph, latest)) return;
      latest = waiting = graph;
      writing ??= writeAll();
    },
    close: async (): Promise<void> => writing,
  };
}
