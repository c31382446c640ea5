import { once } from 'node:events';
import { fork } from 'node:child_process';
import { setTimeout as delay } from 'node:timers/promises';
import { z } from 'zod';

/** A request that is sent regularly, to see what others notice. */
export interface ProbeRequest {
  readonly title: string;
  readonly method: 'GET' | 'PUT';
  readonly url: string;
  /** The `Authorization` headers, used in turn: each registers once. */
  readonly authorizations: readonly string[];
}

const requestsShape = z.array(
  z.object({
    title: z.string(),
    method: z.enum(['GET', 'PUT']),
    url: z.string(),
    authorizations: z.array(z.string()),
  }),
);
const resultsShape = z.record(
  z.string(),
  z.object({ latencies: z.array(z.number()), statuses: z.record(z.string(), z.number()) }),
);

/** The latencies in milliseconds, and the number of responses by status, of each kind of request by its title. */
export type ProbeResults = z.infer<typeof resultsShape>;

/** A process that sends requests of its own. */
export interface Probe {
  /** Sends each request ten times a second until `stop`. */
  start(): void;
  stop(): Promise<ProbeResults>;
  close(): void;
}

/** Milliseconds between two requests of a kind. */
const intervalMs = 100;

/** Starts the probe in a process, whose latencies do not include waiting for the crowd's clients. */
export function startProbe(requests: readonly ProbeRequest[]): Probe {
  const child = fork(import.meta.filename);
  child.send({ command: 'requests', requests });
  return {
    start: () => void child.send({ command: 'start' }),
    stop: async () => {
      child.send({ command: 'stop' });
      const [message] = (await once(child, 'message')) as unknown[];
      return resultsShape.parse(message);
    },
    close: () => child.disconnect(),
  };
}

const commandShape = z.discriminatedUnion('command', [
  z.object({ command: z.literal('requests'), requests: requestsShape }),
  z.object({ command: z.literal('start') }),
  z.object({ command: z.literal('stop') }),
]);

/** Sends one kind of request regularly while `isRunning`, whether or not responses arrive. */
async function sendRegularly(
  { method, url, authorizations }: ProbeRequest,
  { results, isRunning }: { results: ProbeResults[string]; isRunning: () => boolean },
  numbers: { next: number },
): Promise<void> {
  const pending: Promise<void>[] = [];
  const send = async (): Promise<void> => {
    const authorization = authorizations[numbers.next++ % authorizations.length] ?? '';
    const startedAt = performance.now();
    const status = await fetch(url, { method, headers: { authorization } }).then(
      async (response) => (await response.text(), response.status),
      () => 0,
    );
    results.latencies.push(performance.now() - startedAt);
    results.statuses[status] = (results.statuses[status] ?? 0) + 1;
  };
  while (isRunning()) {
    pending.push(send());
    await delay(intervalMs);
  }
  await Promise.all(pending);
}

/** Runs the probe in this process, as the parent process commands. */
function runProbe(): void {
  let requests: readonly (ProbeRequest & { readonly numbers: { next: number } })[] = [];
  let running: Promise<unknown> = Promise.resolve();
  let results: ProbeResults = {};
  let isRunning = false;
  const start = (): void => {
    isRunning = true;
    results = Object.fromEntries(requests.map(({ title }) => [title, { latencies: [], statuses: {} }]));
    running = Promise.all(
      requests.map(({ numbers, ...request }) => {
        const own = results[request.title] ?? { latencies: [], statuses: {} };
        return sendRegularly(request, { results: own, isRunning: () => isRunning }, numbers);
      }),
    );
  };
  process.on('message', (message) => {
    const command = commandShape.parse(message);
    if (command.command === 'requests')
      requests = command.requests.map((request) => ({ ...request, numbers: { next: 0 } }));
    else if (command.command === 'start') start();
    else {
      isRunning = false;
      void running.then(() => process.send?.(results));
    }
  });
}

if (process.argv[1] === import.meta.filename) runProbe();
