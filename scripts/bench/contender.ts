import { fork } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { z } from 'zod';
import type { StoreSettings } from '../../kit/store/settings.ts';
import type { ContenderCommand, SelfTime } from './contenders/process.ts';

const startedShape = z.object({
  urls: z.record(z.string(), z.string()),
  authorization: z.record(z.string(), z.string()),
});
const selfTimesShape = z.array(z.object({ where: z.string(), share: z.number() }));
const answerShape = z.object({ answer: z.unknown().optional() });

/** One side of a comparison, in a process of its own. */
export interface Contender extends z.infer<typeof startedShape> {
  /** Milliseconds of processor time that it has used. */
  cpuMs(): Promise<number>;
  /** Where its time goes while something runs. */
  profile(run: () => Promise<unknown>): Promise<readonly SelfTime[]>;
  close(): Promise<void>;
}

/** Starts the side that a module of `sides/` holds, on a store. */
export async function startContender(name: string, store: StoreSettings): Promise<Contender> {
  const extension = path.extname(import.meta.filename);
  const child = fork(path.join(import.meta.dirname, 'sides', `${name}${extension}`));
  const died = once(child, 'exit').then(([code]) => {
    throw new Error(`${name} ended with ${String(code)}`);
  });
  died.catch(() => undefined);
  async function ask(question: ContenderCommand): Promise<unknown> {
    child.send(question);
    const [message] = (await Promise.race([once(child, 'message'), died])) as unknown[];
    return answerShape.parse(message).answer;
  }
  const started = startedShape.parse(await ask({ ask: 'start', store }));
  return {
    ...started,
    cpuMs: async () => z.number().parse(await ask({ ask: 'cpu' })),
    profile: async (run) => {
      await ask({ ask: 'profile' });
      await run();
      return selfTimesShape.parse(await ask({ ask: 'profiled' }));
    },
    close: async () => {
      await ask({ ask: 'close' });
      await died.catch(() => undefined);
    },
  };
}
