import { fork } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { z } from 'zod';
import type { StoreSettings } from '../../kit/store/settings.ts';
import type { ContenderCommand, SelfTime } from './contenders/process.ts';
import { nodeOptions } from './node-options.ts';

const contenderShape = z.object({
  urls: z.record(z.string(), z.string()),
  authorization: z.record(z.string(), z.string()),
});
const selfTimesShape = z.array(z.object({ where: z.string(), share: z.number() }));
const memoryShape = z.object({ heapUsed: z.number(), rss: z.number() });
const messageShape = z.object({ result: z.unknown().optional() });

/** An implementation in a comparison, running in its own process. */
export interface Contender extends z.infer<typeof contenderShape> {
  readonly pid: number | undefined;
  /** Issues new `Authorization` headers of this many members, one for each. */
  issueAuthorizations(count: number): Promise<readonly string[]>;
  /** Returns the CPU time used so far, in milliseconds. */
  cpuMs(): Promise<number>;
  /** Returns the memory that the process holds after garbage collection, in bytes. */
  memory(): Promise<z.infer<typeof memoryShape>>;
  /** Profiles the process while `run` is pending. Returns the functions with the most CPU time. */
  profile(run: () => Promise<unknown>): Promise<readonly SelfTime[]>;
  close(): Promise<void>;
}

/**
 * Starts the contender of a module of `contenders/`, on a store if it needs one. The product has the options with which
 * its parts are started.
 *
 * @param directory The working directory, for a contender that runs the code in it; that of this process by default.
 */
export async function startContender(name: string, store?: StoreSettings, directory?: string): Promise<Contender> {
  const extension = path.extname(import.meta.filename);
  const isProduct = /product$/.test(name);
  const execArgv = [...process.execArgv, ...(isProduct && directory === undefined ? nodeOptions : [])];
  const child = fork(path.join(import.meta.dirname, 'contenders', `${name}${extension}`), { cwd: directory, execArgv });
  const exited = once(child, 'exit').then(([code]) => {
    throw new Error(`the process of ${name} exited with code ${String(code)}`);
  });
  exited.catch(() => undefined);
  async function send(command: ContenderCommand): Promise<unknown> {
    child.send(command);
    const [message] = (await Promise.race([once(child, 'message'), exited])) as unknown[];
    return messageShape.parse(message).result;
  }
  const contender = contenderShape.parse(await send({ command: 'start', store }));
  return {
    ...contender,
    pid: child.pid,
    issueAuthorizations: async (count) =>
      z.array(z.string()).parse(await send({ command: 'issueAuthorizations', count })),
    cpuMs: async () => z.number().parse(await send({ command: 'cpu' })),
    memory: async () => memoryShape.parse(await send({ command: 'memory' })),
    profile: async (run) => {
      await send({ command: 'startProfile' });
      await run();
      return selfTimesShape.parse(await send({ command: 'stopProfile' }));
    },
    close: async () => {
      await send({ command: 'close' });
      await exited.catch(() => undefined);
    },
  };
}
