import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { freePortsFor } from '../free-ports.ts';
import { serviceWords } from '../parts.ts';
import { portVariableOf } from '../parts/resource-folders.ts';
import { median } from './growth/table.ts';
import { graphqlAnswers, isReady, rootIsComplete } from './start/answers.ts';
import { runCommand, type RunningCommand } from './start/process-tree.ts';

/**
 * `npm run bench:start [-- --runs 5]`: measures the time from a start to the first answers, and the memory at rest of
 * each part in a process of its own. The parts run compiled, as in the image. Needs Linux.
 */
const { values } = parseArgs({ options: { runs: { type: 'string', default: '5' } } });
/** Milliseconds without requests after which a process is at rest. */
const restMs = 10_000;
const parts = ['hal-gateway', ...serviceWords, 'gateway'];
const compiled = (script: string): string => path.resolve(import.meta.dirname, '..', script);

/** Seconds from a start to the complete root and to the first answer of the GraphQL gateway. */
interface StartTimes {
  readonly root: number;
  readonly graphql: number;
}

async function measureStart(command: readonly string[], directory: string): Promise<StartTimes> {
  const ports = await freePortsFor(parts.map(portVariableOf));
  const urlOf = (part: string): string => `http://localhost:${ports[portVariableOf(part)] ?? ''}`;
  const startedAt = performance.now();
  const seconds = (): number => (performance.now() - startedAt) / 1000;
  const running = runCommand(command, { ...ports, DATA_DIR: directory });
  try {
    const [root, graphql] = await Promise.all([
      rootIsComplete(urlOf('hal-gateway')).then(seconds),
      graphqlAnswers(urlOf('gateway')).then(seconds),
    ]);
    return { root, graphql };
  } finally {
    await running.stop();
  }
}

async function withDirectory<T>(run: (directory: string) => Promise<T>): Promise<T> {
  const directory = await mkdtemp(path.join(tmpdir(), 'event-buddy-start-'));
  try {
    return await run(directory);
  } finally {
    await rm(directory, { recursive: true, force: true });
  }
}

/** Measures the first start on an empty directory, and the next one. */
async function measureCommand(title: string, command: readonly string[]): Promise<readonly string[]> {
  const [first, next]: StartTimes[][] = [[], []];
  for (let run = 0; run < Number(values.runs); run++)
    await withDirectory(async (directory) => {
      first?.push(await measureStart(command, directory));
      next?.push(await measureStart(command, directory));
    });
  const row = (name: string, times: readonly StartTimes[] = []): string =>
    [name.padEnd(40), ...[times.map(({ root }) => root), times.map(({ graphql }) => graphql)].map(cell)].join('');
  return [row(`${title}, first`, first), row(`${title}, again`, next)];
}

const cell = (times: readonly number[]): string => median(times).toFixed(2).padStart(12);

/** Starts each part in a process of its own, and measures its memory when it has been at rest for a while. */
async function measureMemory(directory: string): Promise<readonly string[]> {
  const ports = await freePortsFor(parts);
  const urlOf = (part: string): string => `http://localhost:${ports[part] ?? ''}`;
  const running: (readonly [string, RunningCommand])[] = [];
  try {
    for (const part of parts) {
      const env = { HY_API_PORT: ports[part] ?? '', HY_GATEWAY_URL: urlOf('hal-gateway'), DATA_DIR: directory };
      running.push([
        part,
        runCommand([process.execPath, compiled('start-part.js'), part], { ...env, LOG_LEVEL: 'warn' }),
      ]);
    }
    await Promise.all(parts.map((part) => isReady(urlOf(part))));
    await rootIsComplete(urlOf('hal-gateway'));
    await delay(restMs);
    const atRest = running.map(([part, { memoryMb }]) => [part, memoryMb()] as const);
    await graphqlAnswers(urlOf('gateway'));
    await delay(restMs);
    return running.map(([part, { memoryMb }], index) => {
      const numbers = [atRest[index]?.[1] ?? NaN, memoryMb()].map((each) => each.toFixed(0).padStart(12));
      return [part.padEnd(40), ...numbers].join('');
    });
  } finally {
    await Promise.all(running.map(([, { stop }]) => stop()));
  }
}

const heading = (title: string, ...columns: readonly string[]): string =>
  [title.padEnd(40), ...columns.map((column) => column.padStart(12))].join('');

console.log(heading('seconds from the start', 'HAL root', 'GraphQL'));
for (const line of await measureCommand('npm start', ['npm', 'start'])) console.log(line);
for (const line of await measureCommand('compiled', [process.execPath, compiled('start.js')])) console.log(line);
console.log(`\n${heading('MiB, one process for each part', 'started', 'has answered')}`);
for (const line of await withDirectory(measureMemory)) console.log(line);
