import { Session, type Profiler } from 'node:inspector/promises';
import { z } from 'zod';
import type { StoreSettings } from '../../../kit/store/settings.ts';

/** A started contender. */
export interface RunningContender {
  /** Name of a service → its origin. */
  readonly urls: Readonly<Record<string, string>>;
  /** Role → `Authorization` header of a caller with that role. Empty if the contender does not authenticate. */
  readonly authorization: Readonly<Record<string, string>>;
  /** Issues new `Authorization` headers of this many members, one for each. */
  issueAuthorizations?(count: number): Promise<readonly string[]>;
  close(): Promise<void>;
}

/** A command from the parent process. The contender sends the result of each command as `{ result }`. */
const commandShape = z.discriminatedUnion('command', [
  z.object({ command: z.literal('start'), store: z.unknown().optional() }),
  z.object({ command: z.literal('issueAuthorizations'), count: z.number() }),
  z.object({ command: z.literal('cpu') }),
  z.object({ command: z.literal('memory') }),
  z.object({ command: z.literal('startProfile') }),
  z.object({ command: z.literal('stopProfile') }),
  z.object({ command: z.literal('close') }),
]);
export type ContenderCommand = z.infer<typeof commandShape>;

const argumentOf = (command: ContenderCommand): unknown =>
  'store' in command ? command.store : 'count' in command ? command.count : undefined;

/** The self time of a function, as a share of the total busy time. */
export interface SelfTime {
  /** The function's name, file and line. */
  readonly where: string;
  readonly share: number;
}

const cpuMs = (): number => {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
};

/** Functions that are not the contender's work; `dispatch` belongs to the profiler. */
const excludedFunctions = new Set(['(idle)', '(program)', '(root)', 'dispatch']);
const describeFrame = ({ functionName, url, lineNumber }: Profiler.ProfileNode['callFrame']): string =>
  `${functionName || '(anonymous)'} ${url.replace(/^.*\/(?=node_modules|kit|subgraphs|scripts)/, '')}:${lineNumber + 1}`;

/** Returns the self times of the functions, longest first, without idle time. */
function selfTimes({ nodes, samples = [], timeDeltas = [] }: Profiler.Profile): readonly SelfTime[] {
  const frames = new Map(nodes.map(({ id, callFrame }) => [id, callFrame]));
  const times = new Map<string, number>();
  let busy = 0;
  samples.forEach((id, index) => {
    const frame = frames.get(id);
    const delta = timeDeltas[index] ?? 0;
    if (frame === undefined || excludedFunctions.has(frame.functionName)) return;
    busy += delta;
    times.set(describeFrame(frame), (times.get(describeFrame(frame)) ?? 0) + delta);
  });
  const sorted = [...times].sort(([, a], [, b]) => b - a);
  return sorted.map(([where, time]) => ({ where, share: time / busy }));
}

/** Runs a contender in this process: executes the commands of the parent process, the first of which starts it. */
export function runContender(start: (store: StoreSettings) => Promise<RunningContender>): void {
  const session = new Session();
  let running: RunningContender | undefined;
  const handlers: Readonly<Record<ContenderCommand['command'], (argument: unknown) => Promise<unknown>>> = {
    start: async (store) => {
      running = await start(store as StoreSettings);
      const { urls, authorization } = running;
      return { urls, authorization };
    },
    issueAuthorizations: async (count) => running?.issueAuthorizations?.(Number(count)) ?? [],
    cpu: () => Promise.resolve(cpuMs()),
    memory: async () => {
      session.connect();
      await session.post('HeapProfiler.collectGarbage');
      session.disconnect();
      return process.memoryUsage();
    },
    startProfile: async () => {
      session.connect();
      await session.post('Profiler.enable');
      await session.post('Profiler.start');
    },
    stopProfile: async () => {
      const { profile } = await session.post('Profiler.stop');
      session.disconnect();
      return selfTimes(profile).slice(0, 25);
    },
    close: async () => running?.close(),
  };
  process.on('message', (message) => {
    const command = commandShape.parse(message);
    void handlers[command.command](argumentOf(command)).then((result) => {
      process.send?.({ result });
      if (command.command === 'close') process.disconnect();
    });
  });
}
