import { z } from 'zod';
import { startIsolatedProcess, type IsolatedProcess } from '../isolated-process.ts';

/** The schema of one subgraph, as SDL. */
export interface SubgraphSdl {
  readonly name: string;
  readonly sdl: string;
  /** The URL for routers that read the supergraph. The gateway resolves names instead, so it needs none. */
  readonly routingUrl?: string;
  /** Whether its service is a guest, which may only add to what the trusted subgraphs have. */
  readonly guest?: boolean;
}

/** The result of a composition. Problems and hints are sentences; most of them name the subgraphs concerned. */
export type Composition =
  | { readonly composed: true; readonly supergraphSdl: string; readonly hints: readonly string[] }
  | { readonly composed: false; readonly problems: readonly string[] };

/**
 * Composes subgraphs in a process of its own. Never rejects. With guests, `trusted` is the supergraph of the other
 * subgraphs alone: a composition that changes any of it, or in which a guest resolves any of it, is a problem.
 */
export type Compose = (subgraphs: readonly SubgraphSdl[], trusted?: string) => Promise<Composition>;

/** Composes supergraphs in a process of its own. */
export interface Composer {
  readonly compose: Compose;
  /** Ends the process. Pending and later compositions resolve as not composed. Idempotent. */
  close(): Promise<void>;
}

const resultShape = z
  .discriminatedUnion('composed', [
    z.object({ composed: z.literal(true), supergraphSdl: z.string(), hints: z.array(z.string()) }),
    z.object({ composed: z.literal(false), problems: z.array(z.string()) }),
  ])
  .and(z.object({ id: z.number() }));

const script = new URL('./worker.mjs', import.meta.url);

interface CompositionProcess {
  readonly process: IsolatedProcess;
  /** The callbacks of the pending compositions, by id. */
  readonly pending: Map<number, (composition: Composition) => void>;
}

/** The limits of a composition process. */
export interface ComposerSettings {
  /** The time limit of one composition, in milliseconds. */
  readonly limitMs?: number;
  /** The maximum size of the process's heap, in MiB. */
  readonly memoryMb?: number;
}

/**
 * Creates a composer. The first composition starts the process, as does the next one after it has failed. The process
 * is ended when a composition takes longer than `limitMs` or needs more memory than `memoryMb`, so that one schema cannot
 * stop all others.
 */
export function createComposer({ limitMs = 60_000, memoryMb = 512 }: ComposerSettings = {}): Composer {
  let current: CompositionProcess | undefined;
  let closed = false;
  let lastId = 0;

  const end = async (reason: string): Promise<void> => {
    const ended = current;
    current = undefined;
    for (const resolve of ended?.pending.values() ?? []) resolve(failed(reason));
    ended?.pending.clear();
    await ended?.process.end();
  };
  const compose: Compose = (subgraphs, trusted) => {
    if (closed) return Promise.resolve(failed('the gateway is closing'));
    current ??= startComposing(memoryMb, (reason) => void end(reason));
    return requestComposition(current, { id: ++lastId, subgraphs, trusted }, startTimer(limitMs, end));
  };
  return {
    compose,
    close: () => {
      closed = true;
      return end('the gateway is closing');
    },
  };
}

/** Composes once, in a process that ends afterwards. For scripts. */
export async function composeOnce(subgraphs: readonly SubgraphSdl[]): Promise<Composition> {
  const composer = createComposer();
  try {
    return await composer.compose(subgraphs);
  } finally {
    await composer.close();
  }
}

function startComposing(memoryMb: number, onEnd: (reason: string) => void): CompositionProcess {
  const pending: CompositionProcess['pending'] = new Map();
  const onMessage = (message: unknown): void => {
    const { id, ...composition } = resultShape.parse(message);
    pending.get(id)?.(composition);
    pending.delete(id);
    if (pending.size === 0) process.keepAlive(false);
  };
  const process = startIsolatedProcess(script, {
    memoryMb,
    onMessage,
    onEnd: ({ reason, isOutOfMemory }) =>
      onEnd(
        isOutOfMemory
          ? `the composition exceeds the memory limit of ${memoryMb} MiB`
          : `the composition failed: ${reason}`,
      ),
  });
  return { process, pending };
}

function requestComposition(
  composing: CompositionProcess,
  message: { id: number; subgraphs: readonly SubgraphSdl[]; trusted: string | undefined },
  timer: NodeJS.Timeout,
): Promise<Composition> {
  return new Promise((resolve) => {
    composing.pending.set(message.id, (composition) => {
      clearTimeout(timer);
      resolve(composition);
    });
    composing.process.keepAlive(true);
    composing.process.send(message);
  });
}

function startTimer(limitMs: number, end: (reason: string) => Promise<void>): NodeJS.Timeout {
  return setTimeout(() => void end(`the composition took longer than ${limitMs} ms`), limitMs);
}

function failed(problem: string): Composition {
  return { composed: false, problems: [problem] };
}
