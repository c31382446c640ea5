import { spawn, type ChildProcess } from 'node:child_process';
import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { MongoClient } from 'mongodb';
import { mongodBinary } from '../support/mongod.ts';
import { freePort } from '../support/processes.ts';

/** One mongod, which can be killed and started again on its files. */
interface Member {
  readonly port: number;
  readonly directory: string;
  process: ChildProcess;
}

/** A MongoDB of one or several members, each a process of its own. */
export interface Mongo {
  readonly url: string;
  /** Kills the primary with -9, and starts it again after a while. */
  killPrimary(): Promise<void>;
  /** Makes the primary step down, whether or not the others are ready. */
  stepDown(): Promise<void>;
  close(): Promise<void>;
}

const setName = 'chaos';
const restartAfterMs = 3000;

function run({ port, directory }: Omit<Member, 'process'>, replicated: boolean): ChildProcess {
  const set = replicated ? ['--replSet', setName] : [];
  const given = ['--port', String(port), '--dbpath', directory, '--bind_ip', '127.0.0.1', '--quiet', ...set];
  return spawn(mongodBinary(), [...given, '--wiredTigerCacheSizeGB', '0.25'], { stdio: 'ignore' });
}

async function startMember(parent: string, index: number, replicated: boolean): Promise<Member> {
  const place = { port: await freePort(), directory: path.join(parent, `mongod-${index}`) };
  await mkdir(place.directory, { recursive: true });
  return { ...place, process: run(place, replicated) };
}

const direct = ({ port }: Pick<Member, 'port'>): MongoClient =>
  new MongoClient(`mongodb://127.0.0.1:${port}/?directConnection=true`, { serverSelectionTimeoutMS: 2000 });

async function answered<T>(member: Member, ask: (client: MongoClient) => Promise<T>): Promise<T | undefined> {
  const client = direct(member);
  try {
    return await ask(client);
  } catch {
    return undefined;
  } finally {
    await client.close();
  }
}

async function until<T>(look: () => Promise<T | undefined>): Promise<T> {
  for (;;) {
    const found = await look();
    if (found !== undefined) return found;
    await delay(100);
  }
}

async function primaryOf(members: readonly Member[]): Promise<Member | undefined> {
  for (const member of members) {
    const hello = await answered(member, (client) => client.db('admin').command({ hello: 1 }));
    if (hello?.['isWritablePrimary'] === true) return member;
  }
  return undefined;
}

async function initiate(members: readonly Member[]): Promise<void> {
  const hosts = members.map(({ port }, _id) => ({ _id, host: `127.0.0.1:${port}` }));
  const config = {
    _id: setName,
    members: hosts,
    settings: { electionTimeoutMillis: 2000, heartbeatIntervalMillis: 500 },
  };
  const [first] = members;
  if (first === undefined) return;
  await until(() => answered(first, (client) => client.db('admin').command({ replSetInitiate: config })));
}

/** Starts a MongoDB below a directory: one member, or a replica set of several. */
export async function startMembers(directory: string, size: number): Promise<Mongo> {
  const replicated = size > 1;
  const members = await Promise.all(
    Array.from({ length: size }, (_, index) => startMember(directory, index, replicated)),
  );
  if (replicated) await initiate(members);
  await until(() => primaryOf(members));
  const hosts = members.map(({ port }) => `127.0.0.1:${port}`).join(',');
  const restarts = new Set<Promise<void>>();
  let closed = false;
  async function restart(member: Member): Promise<void> {
    await delay(restartAfterMs);
    if (!closed) member.process = run(member, replicated);
  }
  return {
    url: replicated ? `mongodb://${hosts}/?replicaSet=${setName}` : `mongodb://${hosts}/`,
    killPrimary: async () => {
      const primary = await until(() => primaryOf(members));
      primary.process.kill('SIGKILL');
      const restarting = restart(primary).finally(() => restarts.delete(restarting));
      restarts.add(restarting);
    },
    stepDown: async () => {
      const primary = await until(() => primaryOf(members));
      const command = { replSetStepDown: 5, secondaryCatchUpPeriodSecs: 1, force: true };
      await answered(primary, (client) => client.db('admin').command(command));
    },
    close: async () => {
      closed = true;
      await Promise.all(restarts);
      await Promise.all(
        members.map(async ({ process: child }) => {
          const ended = new Promise((resolve) => child.once('exit', resolve));
          if (child.exitCode !== null || child.signalCode !== null) return;
          child.kill('SIGKILL');
          await ended;
        }),
      );
    },
  };
}
