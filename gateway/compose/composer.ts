import { Worker } from 'node:worker_threads';
import { z } from 'zod';

/** One service's part of the graph. */
export interface SubgraphSdl {
  readonly name: string;
  readonly sdl: string;
}

/** What became of a composition. Problems and hints are sentences, most of which name the subgraphs concerned. */
export type Composition =
  | { readonly composed: true; readonly supergraphSdl: string; readonly hints: readonly string[] }
  | { readonly composed: false; readonly problems: readonly string[] };

/** Composes on a worker thread; never rejects. */
export type Compose = (subgraphs: readonly SubgraphSdl[]) => Promise<Composition>;

export interface Composer {
  readonly compose: Compose;
  /** Ends the thread; what was under way, or is asked for later, ends as not composed. Closing twice is harmless. */
  close(): Promise<void>;
}

const answers = z
  .discriminatedUnion('composed', [
    z.object({ composed: z.literal(true), supergraphSdl: z.string(), hints: z.array(z.string()) }),
    z.object({ composed: z.literal(false), problems: z.array(z.string()) }),
  ])
  .and(z.object({ id: z.number() }));

const script = new URL('./worker.mjs', import.meta.url);

interface Thread {
  readonly worker: Worker;
  readonly waiting: Map<number, (composition: Composition) => void>;
}

/**
 * A thread that composes. It is started by the first composition, and again if it dies; one that takes longer than
 * `limitMs` is ended, so that no schema can keep the others' changes out for good.
 */
export function createComposer({ limitMs = 60_000 } = {}): Composer {
  let thread: Thread | undefined;
  let closed = false;
  let orders = 0;

  const end = async (reason: string): Promise<void> => {
    const ended = thread;
    thread = undefined;
    for (const done of ended?.waiting.values() ?? []) done(failed(reason));
    ended?.waiting.clear();
    await ended?.worker.terminate();
  };
  const compose: Compose = (subgraphs) => {
    if (closed) return Promise.resolve(failed('the gateway is closing'));
    const current = (thread ??= startThread((reason) => void end(reason)));
    return order(current, { id: ++orders, subgraphs }, setLimit(limitMs, end));
  };
  return {
    compose,
    close: () => {
      closed = true;
      return end('the gateway is closing');
    },
  };
}

/** Composes once, on a thread that ends afterwards: for scripts. */
export async function composeOnce(subgraphs: readonly SubgraphSdl[]): Promise<Composition> {
  const composer = createComposer();
  try {
    return await composer.compose(subgraphs);
  } finally {
    await composer.close();
  }
}

function startThread(onEnd: (reason: string) => void): Thread {
  // None of the parent's loaders: the script needs none, and a loader that cannot run on a thread would stop it.
  const worker = new Worker(script, { execArgv: [] });
  const waiting: Thread['waiting'] = new Map();
  worker.unref();
  worker.on('message', (message) => {
    const { id, ...composition } = answers.parse(message);
    waiting.get(id)?.(composition);
    waiting.delete(id);
    if (waiting.size === 0) worker.unref();
  });
  worker.on('error', (error) => onEnd(`the composing thread failed: ${error.message}`));
  return { worker, waiting };
}

function order(
  thread: Thread,
  message: { id: number; subgraphs: readonly SubgraphSdl[] },
  limit: NodeJS.Timeout,
): Promise<Composition> {
  return new Promise((resolve) => {
    thread.waiting.set(message.id, (composition) => {
      clearTimeout(limit);
      resolve(composition);
    });
    thread.worker.ref();
    thread.worker.postMessage(message);
  });
}

function setLimit(limitMs: number, end: (reason: string) => Promise<void>): NodeJS.Timeout {
  return setTimeout(() => void end(`composing took longer than ${limitMs} ms`), limitMs);
}

function failed(problem: string): Composition {
  return { composed: false, problems: [problem] };
}
