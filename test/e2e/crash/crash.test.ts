import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { spawn, type ChildProcess } from 'node:child_process';
import { createServer } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import { hal } from '../../support/clients.ts';
import { testStores, type TestStore } from '../../support/stores.ts';

const variables = [
  'PORT_HAL_GATEWAY',
  'PORT_VENUES',
  'PORT_REGISTRATIONS',
  'PORT_EVENTS',
  'PORT_ACCOUNTS',
  'PORT_GATEWAY',
];

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, resolve));
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  return typeof address === 'object' && address !== null ? address.port : 0;
}

/** `npm start` as a process of its own; resolves when it says that it is up. */
async function start(env: Record<string, string>): Promise<ChildProcess> {
  const child = spawn(process.execPath, ['--import', 'tsx', 'scripts/start.ts'], {
    env: { ...process.env, ...env },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  await new Promise<void>((resolve, reject) => {
    child.stdout.on('data', (chunk: Buffer) => chunk.toString().includes('is up') && resolve());
    child.once('exit', (code) => reject(new Error(`it ended with ${code} before it was up`)));
  });
  return child;
}

const ended = (child: ChildProcess): Promise<number | null> =>
  new Promise((resolve) => child.once('exit', (code) => resolve(code)));

describe('the all-in-one process', () => {
  let store: TestStore;
  let env: Record<string, string>;
  let root: string;
  let child: ChildProcess | undefined;
  beforeAll(async () => {
    store = await testStores[0]!.open();
    const ports = await Promise.all(variables.map(async (name) => [name, String(await freePort())] as const));
    env = { ...store.env, ...Object.fromEntries(ports) };
    root = `http://localhost:${env['PORT_HAL_GATEWAY']}`;
  });
  afterAll(async () => {
    child?.kill('SIGKILL');
    await store.close();
  });

  const venues = async (): Promise<string> => (await hal('GET', root)).body._links.venue.href as string;

  it('killed in the middle of writes, has every acknowledged write when it starts again', async () => {
    const acknowledged: string[] = [];
    for (const round of [0, 1]) {
      child = await start(env);
      const url = await venues();
      const gone = ended(child);
      const writers = Array.from({ length: 8 }, async (_, writer) => {
        for (let index = 0; ; index++) {
          const name = `${round}-${writer}-${index}`;
          const answer = await hal('POST', url, { as: 'root', body: { name, capacity: 1 } }).catch(() => undefined);
          if (answer?.status !== 201) return;
          acknowledged.push(name);
        }
      });
      await delay(500);
      child.kill('SIGKILL');
      await Promise.all([...writers, gone]);
    }
    child = await start(env);
    const list = await hal('GET', `${await venues()}?max_results=3000`, { as: 'root' });
    const names = new Set(list.body._embedded.venue.map(({ name }: { name: string }) => name));
    expect(acknowledged.length).toBeGreaterThan(50);
    expect(acknowledged.filter((name) => !names.has(name))).toEqual([]);
    expect(names.has('Developer Meeting Room')).toBe(true);
  }, 60_000);

  it('says by name which part cannot have its port', async () => {
    const other = await testStores[0]!.open();
    const taken = { ...env, ...other.env, PORT_HAL_GATEWAY: String(await freePort()) };
    const second = spawn(process.execPath, ['--import', 'tsx', 'scripts/start.ts'], {
      env: { ...process.env, ...taken },
      stdio: ['ignore', 'ignore', 'pipe'],
    });
    let said = '';
    second.stderr.on('data', (chunk: Buffer) => (said += chunk.toString()));
    expect(await ended(second)).toBe(1);
    expect(said).toContain(`port ${env['PORT_VENUES']} is in use, but venues-service is to listen on it`);
    await other.close();
  }, 30_000);

  it('says that its files are in use when it is started twice on them', async () => {
    const moved = Object.fromEntries(
      await Promise.all(variables.map(async (name) => [name, String(await freePort())] as const)),
    );
    const second = spawn(process.execPath, ['--import', 'tsx', 'scripts/start.ts'], {
      env: { ...process.env, ...env, ...moved },
      stdio: ['ignore', 'ignore', 'pipe'],
    });
    let said = '';
    second.stderr.on('data', (chunk: Buffer) => (said += chunk.toString()));
    expect(await ended(second)).toBe(1);
    expect(said).toContain('is in use by process');
  }, 30_000);

  it('stops cleanly on Ctrl-C', async () => {
    const gone = ended(child!);
    child!.kill('SIGINT');
    expect(await gone).toBe(0);
  });
});
