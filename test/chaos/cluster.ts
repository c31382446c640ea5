import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { z } from 'zod';
import { storeSettings } from '../../kit/service/settings/store.ts';
import type { StoreSettings } from '../../kit/store/settings.ts';
import { serviceParts, serviceWords, type ServiceWord } from '../../scripts/parts.ts';
import { freePort, runScript, type ScriptProcess } from '../support/processes.ts';
import type { ChaosOptions } from './options.ts';
import type { Random } from './random.ts';
import { startMongoDeployment, type MongoDeployment } from './replica-set.ts';

/** One process of a part. */
interface Instance {
  readonly part: string;
  readonly url: string;
  readonly env: Readonly<Record<string, string>>;
  script: ScriptProcess;
  /** The number of pending writes that it has recovered, from its metrics. */
  recovered: number;
}

/** The system under test: one process for each part. */
export interface Cluster {
  readonly halGateway: string;
  readonly gateway: string;
  /** The base URLs of a service's instances. */
  readonly services: Readonly<Record<ServiceWord, readonly string[]>>;
  readonly pendingWriteLeaseSeconds: number;
  /** Kills a process with SIGKILL, or makes a primary step down. Returns a description. The process restarts itself. */
  injectFault(random: Random): Promise<string>;
  /** Resolves when every part reports that it is healthy. */
  waitUntilHealthy(): Promise<void>;
  /** The number of pending writes that the instances have recovered, including restarted instances. */
  recoveries(): Promise<number>;
  /** The unexpected errors in the logs of the instances, without duplicates. */
  loggedErrors(): readonly string[];
  /** Stops the services. Returns the settings of their stores. */
  stopServices(): Promise<Readonly<Record<ServiceWord, StoreSettings>>>;
  close(): Promise<void>;
}

const pendingWriteLeaseSeconds = 3;
const rootPassword = 'password';
/** The maximum downtime of a killed service, in milliseconds. */
const maxDowntimeMs = 1500;

const recoveredLine = /^event_buddy_intentions_finished_total\{[^}]*\} (\d+)$/m;

async function updateRecovered(instance: Instance): Promise<void> {
  const response = await fetch(`${instance.url}/metrics`).catch(() => undefined);
  const match = recoveredLine.exec((await response?.text().catch(() => '')) ?? '');
  if (match !== null) instance.recovered = Number(match[1]);
}

const logLine = z.object({
  part: z.string(),
  msg: z.string(),
  err: z.object({ type: z.string(), message: z.string(), stack: z.string() }),
});

/** Returns the errors of a log: type, message, and the first stack frames. */
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

/** Starts the system: one instance of each service on the embedded store, two on MongoDB. */
export async function startCluster({ store }: ChaosOptions): Promise<Cluster> {
  const directory = await mkdtemp(path.join(tmpdir(), 'event-buddy-chaos-'));
  const mongo: MongoDeployment | undefined =
    store === 'embedded' ? undefined : await startMongoDeployment(directory, store === 'mongo' ? 1 : 3);
  const [halPort, gatewayPort] = [await freePort(), await freePort()];
  const halGateway = `http://localhost:${halPort}`;
  const common = {
    HY_GATEWAY_URL: halGateway,
    AUTH_ROOT_PASSWORD: rootPassword,
    AUTH_TOKEN_SECONDS: '86400',
    LEASE_SECONDS: '1',
    ROOT_INTERVAL_MS: '100',
    GRAPHQL_ROOT_INTERVAL_MS: '100',
    INTENTION_SECONDS: String(pendingWriteLeaseSeconds),
    LOG_LEVEL: 'error',
    NODE_ENV: 'test',
  };
  const gateways = [
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
        return { part: word, url: `http://localhost:${port}`, env, script, recovered: 0 };
      }),
    ),
  );
  const previousOutputs: string[] = [];
  let recoveredBefore = 0;
  const restarts = new Set<Promise<void>>();
  const recoveredTimer = setInterval(() => void Promise.all(instances.map(updateRecovered)), 500);

  async function killService(random: Random): Promise<string> {
    const instance = random.pick(instances);
    if (instance === undefined) throw new Error('no instance to kill');
    await updateRecovered(instance);
    instance.script.child.kill('SIGKILL');
    await instance.script.exited;
    recoveredBefore += instance.recovered;
    previousOutputs.push(instance.script.output());
    instance.recovered = 0;
    const restart = delay(random.under(maxDowntimeMs))
      .then(() => void (instance.script = runScript(['start-part.ts', instance.part], instance.env)))
      .finally(() => restarts.delete(restart));
    restarts.add(restart);
    return `${instance.part} at ${instance.url} killed`;
  }

  async function injectFault(random: Random): Promise<string> {
    if (store !== 'replica-set' || random.chance(0.6)) return killService(random);
    if (mongo === undefined) throw new Error('expected a replica set');
    if (random.chance(0.5)) return mongo.stepDown().then(() => 'the primary stepped down');
    return mongo.killPrimary().then(() => 'the primary killed');
  }

  const urlsOf = (word: ServiceWord): string[] => instances.filter(({ part }) => part === word).map(({ url }) => url);
  const gateway = `http://localhost:${gatewayPort}`;

  async function waitUntilHealthy(): Promise<void> {
    await Promise.all(restarts);
    const all = [halGateway, ...instances.map(({ url }) => url), gateway].map((url) => `${url}/health`);
    for (const url of all) {
      for (let attempt = 0; ; attempt++) {
        const response = await fetch(url).catch(() => undefined);
        const body = (await response?.json().catch(() => undefined)) as { status?: unknown } | undefined;
        const servingCount = JSON.stringify(body ?? {}).split('"serving"').length - 1;
        if (response?.status === 200 && body?.status === 'ok' && (url !== `${gateway}/health` || servingCount === 4))
          break;
        if (attempt > 600) throw new Error(`${url} is not healthy after 60 s: ${JSON.stringify(body)}`);
        await delay(100);
      }
    }
  }

  return {
    halGateway,
    gateway,
    pendingWriteLeaseSeconds,
    services: {
      venues: urlsOf('venues'),
      registrations: urlsOf('registrations'),
      events: urlsOf('events'),
      accounts: urlsOf('accounts'),
    },
    injectFault,
    waitUntilHealthy,
    recoveries: async () => {
      await Promise.all(instances.map(updateRecovered));
      return recoveredBefore + instances.reduce((sum, { recovered }) => sum + recovered, 0);
    },
    loggedErrors: () => [
      ...new Set([...previousOutputs, ...instances.map(({ script }) => script.output())].flatMap(errorsIn)),
    ],
    stopServices: async () => {
      clearInterval(recoveredTimer);
      for (const { script } of instances) script.child.kill('SIGTERM');
      await Promise.all(instances.map(({ script }) => script.exited));
      const settings = serviceWords.map((word) => [word, storeSettings(envOf(word), serviceParts[word])] as const);
      return Object.fromEntries(settings) as Record<ServiceWord, StoreSettings>;
    },
    close: async () => {
      clearInterval(recoveredTimer);
      const scripts = [...gateways, ...instances.map(({ script }) => script)];
      for (const { child } of scripts) child.kill('SIGKILL');
      await Promise.all(scripts.map(({ exited }) => exited));
      await mongo?.close();
      await rm(directory, { recursive: true, force: true });
    },
  };
}
