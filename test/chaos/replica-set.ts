import { spawn, type ChildProcess } from 'node:child_process';
import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { MongoClient } from 'mongodb';
import { mongodBinary } from '../support/mongod.ts';
import { freePort } from '../../scripts/free-ports.ts';

/** One mongod process. It can be killed and restarted on its files. */
interface ReplicaMember {
  readonly port: number;
  readonly directory: string;
  process: ChildProcess;
}

/** A MongoDB with one or several members, each in a process of its own. */
export interface MongoDeployment {
  readonly url: string;
  /** Kills the primary with SIGKILL, and restarts it after `restartAfterMs`. */
  killPrimary(): Promise<void>;
  /** Forces the primary to step down, even if no secondary has caught up. */
  stepDown(): Promise<void>;
  /** Stops a member with SIGSTOP for this time: the primary, or a secondary if there is one. */
  pause(which: 'primary' | 'secondary', ms: number): Promise<void>;
  close(): Promise<void>;
}

const setName = 'chaos';
const restartAfterMs = 3000;

function spawnMember({ port, directory }: Omit<ReplicaMember, 'process'>, replicated: boolean): ChildProcess {
  const set = replicated ? ['--replSet', setName] : [];
  const args = ['--port', String(port), '--dbpath', directory, '--bind_ip', '127.0.0.1', '--quiet', ...set];
  return spawn(mongodBinary(), [...args, '--wiredTigerCacheSizeGB', '0.25'], { stdio: 'ignore' });
}

async function startMember(parent: string, index: number, replicated: boolean): Promise<ReplicaMember> {
  const location = { port: await freePort(), directory: path.join(parent, `mongod-${index}`) };
  await mkdir(location.directory, { recursive: true });
  return { ...location, process: spawnMember(location, replicated) };
}

const direct = ({ port }: Pick<ReplicaMember, 'port'>): MongoClient =>
  new MongoClient(`mongodb://127.0.0.1:${port}/?directConnection=true`, { serverSelectionTimeoutMS: 2000 });

async function tryCommand<T>(member: ReplicaMember, run: (client: MongoClient) => Promise<T>): Promise<T | undefined> {
  const client = direct(member);
  try {
    return await run(client);
  } catch {
    return undefined;
  } finally {
    await client.close();
  }
}

async function poll<T>(attempt: () => Promise<T | undefined>): Promise<T> {
  for (;;) {
    const result = await attempt();
    if (result !== undefined) return result;
    await delay(100);
  }
}

async function primaryOf(members: readonly ReplicaMember[]): Promise<ReplicaMember | undefined> {
  for (const member of members) {
    const hello = await tryCommand(member, (client) => client.db('admin').command({ hello: 1 }));
    if (hello?.['isWritablePrimary'] === true) return member;
  }
  return undefined;
}

async function initiateReplicaSet(members: readonly ReplicaMember[]): Promise<void> {
  const hosts = members.map(({ port }, _id) => ({ _id, host: `127.0.0.1:${port}` }));
  const config = {
    _id: setName,
    members: hosts,
    settings: { electionTimeoutMillis: 2000, heartbeatIntervalMillis: 500 },
  };
  const [first] = members;
  if (first === undefined) return;
  await poll(() => tryCommand(first, (client) => client.db('admin').command({ replSetInitiate: config })));
}

/** Starts a MongoDB with its files in `directory`: a standalone server, or a replica set of `size` members. */
export async function startMongoDeployment(directory: string, size: number): Promise<MongoDeployment> {
  const replicated = size > 1;
  const members = await Promise.all(
    Array.from({ length: size }, (_, index) => startMember(directory, index, replicated)),
  );
  if (replicated) await initiateReplicaSet(members);
  await poll(() => primaryOf(members));
  const hosts = members.map(({ port }) => `127.0.0.1:${port}`).join(',');
  const restarts = new Set<Promise<void>>();
  let closed = false;
  async function restart(member: ReplicaMember): Promise<void> {
    await delay(restartAfterMs);
    if (!closed) member.process = spawnMember(member, replicated);
  }
  return {
    url: replicated ? `mongodb://${hosts}/?replicaSet=${setName}` : `mongodb://${hosts}/`,
    killPrimary: async () => {
      const primary = await poll(() => primaryOf(members));
      primary.process.kill('SIGKILL');
      const restarting = restart(primary).finally(() => restarts.delete(restarting));
      restarts.add(restarting);
    },
    stepDown: async () => {
      const primary = await poll(() => primaryOf(members));
      const command = { replSetStepDown: 5, secondaryCatchUpPeriodSecs: 1, force: true };
      await tryCommand(primary, (client) => client.db('admin').command(command));
    },
    pause: async (which, ms) => {
      const primary = await poll(() => primaryOf(members));
      const secondary = members.find((each) => each !== primary) ?? primary;
      const { process: child } = which === 'primary' ? primary : secondary;
      child.kill('SIGSTOP');
      await delay(ms);
      child.kill('SIGCONT');
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
