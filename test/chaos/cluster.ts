import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { z } from 'zod';
import { storeSettings } from '../../kit/service/settings/store.ts';
import type { StoreSettings } from '../../kit/store/settings.ts';
import { serviceParts, serviceWords, type ServiceWord } from '../../scripts/parts.ts';
import { freePort, runScript, type Script } from '../support/processes.ts';
import type { Options } from './options.ts';
import type { Random } from './random.ts';
import { startMembers, type Mongo } from './replica-set.ts';

/** One process of a part. */
interface Instance {
  readonly part: string;
  readonly url: string;
  readonly env: Readonly<Record<string, string>>;
  script: Script;
  /** What it has finished for others, as it last said. */
  finished: number;
}

/** The system under test: every part a process of its own. */
export interface Cluster {
  readonly halGateway: string;
  readonly gateway: string;
  /** The base URLs of a service's instances. */
  readonly services: Readonly<Record<ServiceWord, readonly string[]>>;
  readonly intentionSeconds: number;
  /** Kills something with -9, or makes a primary step down; says what. It comes back by itself. */
  hurt(random: Random): Promise<string>;
  /** Resolves when every part answers. */
  healthy(): Promise<void>;
  /** Intentions that were finished by others than their owners, in all lives of all instances. */
  recoveries(): Promise<number>;
  /** The unexpected errors that instances have logged, each kind once. */
  logged(): readonly string[];
  /** Stops the services, and says where their documents are. */
  stopServices(): Promise<Readonly<Record<ServiceWord, StoreSettings>>>;
  close(): Promise<void>;
}

const intentionSeconds = 3;
const rootPassword = 'password';
/** Milliseconds that a killed service stays away, at most. */
const awayMs = 1500;

const finishedLine = /^event_buddy_intentions_finished_total\{[^}]*\} (\d+)$/m;

async function counted(instance: Instance): Promise<void> {
  const answer = await fetch(`${instance.url}/metrics`).catch(() => undefined);
  const found = finishedLine.exec((await answer?.text().catch(() => '')) ?? '');
  if (found !== null) instance.finished = Number(found[1]);
}

const logLine = z.object({
  part: z.string(),
  msg: z.string(),
  err: z.object({ type: z.string(), message: z.string(), stack: z.string() }),
});

/** The errors of a log, by type, message, and where they were thrown. */
function errorsIn(log: string): readonly string[] {
  return log.split('\n').flatMap((line) => {
    const parsed = line.startsWith('{') ? logLine.safeParse(JSON.parse(line)) : undefined;
    if (parsed?.success !== true) return [];
    const { part, err } = parsed.data;
    const stack = err.stack
      .split('\n')
      .slice(1)
      .filter((frame) => frame.includes('/kit/') || frame.includes('/subgraphs/'));
    return [`${part}: ${err.type} ${err.message.slice(0, 300)} ${stack.slice(0, 4).join('').replace(/\s+/g, ' ')}`];
  });
}

/** Starts the system on a store: one instance of each service where the store is a directory, two on a MongoDB. */
export async function startCluster({ store }: Options): Promise<Cluster> {
  const directory = await mkdtemp(path.join(tmpdir(), 'event-buddy-chaos-'));
  const mongo: Mongo | undefined =
    store === 'embedded' ? undefined : await startMembers(directory, store === 'mongo' ? 1 : 3);
  const [halPort, gatewayPort] = [await freePort(), await freePort()];
  const halGateway = `http://localhost:${halPort}`;
  const common = {
    HY_GATEWAY_URL: halGateway,
    AUTH_ROOT_PASSWORD: rootPassword,
    AUTH_TOKEN_SECONDS: '86400',
    LEASE_SECONDS: '1',
    ROOT_INTERVAL_MS: '100',
    GRAPHQL_ROOT_INTERVAL_MS: '100',
    INTENTION_SECONDS: String(intentionSeconds),
    LOG_LEVEL: 'error',
    NODE_ENV: 'test',
  };
  const others = [
    runScript(['start-part.ts', 'hal-gateway'], {
      ...common,
      PORT_HAL_GATEWAY: String(halPort),
      DATA_DIR: directory,
      MONGO_URL: '',
    }),
    runScript(['start-part.ts', 'gateway'], { ...common, PORT_GATEWAY: String(gatewayPort) }),
  ];
  const envOf = (word: ServiceWord): Record<string, string> =>
    mongo === undefined
      ? { ...common, DATA_DIR: directory, MONGO_URL: '' }
      : { ...common, MONGO_URL: mongo.url, HY_MONGO_DBNAME: `chaos-${word}` };
  const instances = await Promise.all(
    serviceWords.flatMap((word) =>
      Array.from({ length: mongo === undefined ? 1 : 2 }, async (): Promise<Instance> => {
        const port = await freePort();
        const env = { ...envOf(word), [serviceParts[word].portVariable]: String(port) };
        const script = runScript(['start-part.ts', word], env);
        return { part: word, url: `http://localhost:${port}`, env, script, finished: 0 };
      }),
    ),
  );
  const past: string[] = [];
  let finishedBefore = 0;
  const returning = new Set<Promise<void>>();
  const counter = setInterval(() => void Promise.all(instances.map(counted)), 500);

  async function killService(random: Random): Promise<string> {
    const instance = random.pick(instances);
    if (instance === undefined) throw new Error('there is no instance to kill');
    await counted(instance);
    instance.script.child.kill('SIGKILL');
    await instance.script.ended;
    finishedBefore += instance.finished;
    past.push(instance.script.said());
    instance.finished = 0;
    const back = delay(random.under(awayMs))
      .then(() => void (instance.script = runScript(['start-part.ts', instance.part], instance.env)))
      .finally(() => returning.delete(back));
    returning.add(back);
    return `${instance.part} at ${instance.url} killed`;
  }

  async function hurt(random: Random): Promise<string> {
    if (store !== 'replica-set' || random.chance(0.6)) return killService(random);
    if (mongo === undefined) throw new Error('a replica set is to be there');
    if (random.chance(0.5)) return mongo.stepDown().then(() => 'the primary stepped down');
    return mongo.killPrimary().then(() => 'the primary killed');
  }

  const urlsOf = (word: ServiceWord): string[] => instances.filter(({ part }) => part === word).map(({ url }) => url);
  const gateway = `http://localhost:${gatewayPort}`;

  async function healthy(): Promise<void> {
    await Promise.all(returning);
    const all = [halGateway, ...instances.map(({ url }) => url), gateway].map((url) => `${url}/health`);
    for (const url of all) {
      for (let look = 0; ; look++) {
        const answer = await fetch(url).catch(() => undefined);
        const body = (await answer?.json().catch(() => undefined)) as { status?: unknown } | undefined;
        const known = JSON.stringify(body ?? {}).split('"serving"').length - 1;
        if (answer?.status === 200 && body?.status === 'ok' && (url !== `${gateway}/health` || known === 4)) break;
        if (look > 600) throw new Error(`${url} does not become healthy: ${JSON.stringify(body)}`);
        await delay(100);
      }
    }
  }

  return {
    halGateway,
    gateway,
    intentionSeconds,
    services: {
      venues: urlsOf('venues'),
      registrations: urlsOf('registrations'),
      events: urlsOf('events'),
      accounts: urlsOf('accounts'),
    },
    hurt,
    healthy,
    recoveries: async () => {
      await Promise.all(instances.map(counted));
      return finishedBefore + instances.reduce((sum, { finished }) => sum + finished, 0);
    },
    logged: () => [...new Set([...past, ...instances.map(({ script }) => script.said())].flatMap(errorsIn))],
    stopServices: async () => {
      clearInterval(counter);
      for (const { script } of instances) script.child.kill('SIGTERM');
      await Promise.all(instances.map(({ script }) => script.ended));
      const places = serviceWords.map((word) => [word, storeSettings(envOf(word), serviceParts[word])] as const);
      return Object.fromEntries(places) as Record<ServiceWord, StoreSettings>;
    },
    close: async () => {
      clearInterval(counter);
      const scripts = [...others, ...instances.map(({ script }) => script)];
      for (const { child } of scripts) child.kill('SIGKILL');
      await Promise.all(scripts.map(({ ended }) => ended));
      await mongo?.close();
      await rm(directory, { recursive: true, force: true });
    },
  };
}
