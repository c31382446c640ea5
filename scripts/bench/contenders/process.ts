import { Session, type Profiler } from 'node:inspector/promises';
import { z } from 'zod';
import type { StoreSettings } from '../../../kit/store/settings.ts';

/** What one side of a comparison is to its client. */
export interface RunningContender {
  /** Name → where it is. */
  readonly urls: Readonly<Record<string, string>>;
  /** Role → `Authorization` of somebody who has it; none where nobody is asked for it. */
  readonly authorization: Readonly<Record<string, string>>;
  close(): Promise<void>;
}

/** What the parent asks of a side, and the answers. */
export const commandShape = z.discriminatedUnion('ask', [
  z.object({ ask: z.literal('start'), store: z.unknown() }),
  z.object({ ask: z.literal('cpu') }),
  z.object({ ask: z.literal('profile') }),
  z.object({ ask: z.literal('profiled') }),
  z.object({ ask: z.literal('close') }),
]);
export type ContenderCommand = z.infer<typeof commandShape>;

/** Where a function's own time goes, as a share of all that was busy. */
export interface SelfTime {
  readonly where: string;
  readonly share: number;
}

const cpuMs = (): number => {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
};

/** What is no work of a side's: `dispatch` is the profiler's own. */
const idle = new Set(['(idle)', '(program)', '(root)', 'dispatch']);
const place = ({ functionName, url, lineNumber }: Profiler.ProfileNode['callFrame']): string =>
  `${functionName || '(anonymous)'} ${url.replace(/^.*\/(?=node_modules|kit|subgraphs|scripts)/, '')}:${lineNumber + 1}`;

/** The functions with the most time of their own, that of idling apart. */
function selfTimes({ nodes, samples = [], timeDeltas = [] }: Profiler.Profile): readonly SelfTime[] {
  const places = new Map(nodes.map(({ id, callFrame }) => [id, callFrame]));
  const times = new Map<string, number>();
  let busy = 0;
  samples.forEach((id, index) => {
    const frame = places.get(id);
    const delta = timeDeltas[index] ?? 0;
    if (frame === undefined || idle.has(frame.functionName)) return;
    busy += delta;
    times.set(place(frame), (times.get(place(frame)) ?? 0) + delta);
  });
  const sorted = [...times].sort(([, one], [, other]) => other - one);
  return sorted.map(([where, time]) => ({ where, share: time / busy }));
}

/** Runs one side in this process: starts it on the store that the parent names, and answers what the parent asks. */
export function runContender(start: (store: StoreSettings) => Promise<RunningContender>): void {
  const session = new Session();
  let started: RunningContender | undefined;
  const answers: Readonly<Record<ContenderCommand['ask'], (store: unknown) => Promise<unknown>>> = {
    start: async (store) => {
      started = await start(store as StoreSettings);
      const { urls, authorization } = started;
      return { urls, authorization };
    },
    cpu: () => Promise.resolve(cpuMs()),
    profile: async () => {
      session.connect();
      await session.post('Profiler.enable');
      await session.post('Profiler.start');
    },
    profiled: async () => {
      const { profile } = await session.post('Profiler.stop');
      session.disconnect();
      return selfTimes(profile).slice(0, 25);
    },
    close: async () => started?.close(),
  };
  process.on('message', (message) => {
    const asked = commandShape.parse(message);
    void answers[asked.ask]('store' in asked ? asked.store : undefined).then((answer) => {
      process.send?.({ answer });
      if (asked.ask === 'close') process.disconnect();
    });
  });
}
