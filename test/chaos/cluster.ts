import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { z } from 'zod';
import { storeSettings } from '../../kit/service/settings/store.ts';
import type { StoreSettings } from '../../kit/store/settings.ts';
import { withDomain, type WithDomain } from '../../scripts/domain.ts';
import { canMount, mountMemory, type Mount } from '../support/mounts.ts';
import { freePort } from '../../scripts/free-ports.ts';
import { clusterServices, lateService, type ClusterService } from './cluster-services.ts';
import { rootPassword } from './credentials.ts';
import { errorsIn } from './logged-errors.ts';
import type { ChaosOptions } from './options.ts';
import { supervisePartProcess, type PartProcess } from './part-process.ts';
import { startMongoDeployment, type MongoDeployment } from './replica-set.ts';

/** The system under test: one process for each part, on MongoDB two for each service. The late service starts later. */
export interface Cluster {
  readonly halGateway: string;
  readonly gateway: string;
  /** The base URLs of a service's instances. */
  readonly services: WithDomain<readonly string[]>;
  /** All processes: the gateways, and the instances of the services. */
  readonly parts: readonly PartProcess[];
  /** The disk of the embedded stores, if it can be mounted. */
  readonly disk: Mount | undefined;
  readonly mongo: MongoDeployment | undefined;
  /** Starts the instances of the late service. */
  startLateService(): void;
  /** Resolves when every part that was started reports that it is healthy. */
  waitUntilHealthy(): Promise<void>;
  /** Resolves when what was pending has had the time to be recovered. */
  waitUntilRecovered(): Promise<void>;
  /** The number of pending writes that the instances have recovered, including restarted instances. */
  recoveries(): Promise<number>;
  /** The unexpected errors in the logs of the instances, without duplicates. */
  loggedErrors(): readonly string[];
  /** How parts ended that nobody had killed. */
  exits(): readonly string[];
  /** Stops the services. Returns the settings of their stores. */
  stopServices(): Promise<WithDomain<StoreSettings>>;
  close(): Promise<void>;
}

/** How long a part waits for its store, for another service, and the gateway for a service, in milliseconds. */
export const timeoutsMs = { store: 2000, peer: 2000, gateway: 4000 };
/** The size of the disk of the embedded stores. */
export const diskSize = '1g';
const pendingWriteLeaseSeconds = 3;
/** Recovery sees a lease, waits until it has not been renewed, and recovers what it finds abandoned. */
const leasesToRecover = 2;
const maxRecoveryAttempts = 10;
/** How long to wait for a part to be healthy, in milliseconds. */
const maxUnhealthyMs = 300_000;

const commonEnv = (halGateway: string): Record<string, string> => ({
  HY_GATEWAY_URL: halGateway,
  AUTH_ROOT_PASSWORD: rootPassword,
  LEASE_SECONDS: '2',
  ROOT_INTERVAL_MS: '100',
  GRAPHQL_ROOT_INTERVAL_MS: '100',
  GRAPHQL_GUESTS: 'true',
  STORE_TIMEOUT_MS: String(timeoutsMs.store),
  PEER_TIMEOUT_MS: String(timeoutsMs.peer),
  GRAPHQL_REQUEST_TIMEOUT_MS: String(timeoutsMs.gateway),
  INTENTION_SECONDS: String(pendingWriteLeaseSeconds),
  LOG_LEVEL: 'error',
  NODE_ENV: 'test',
});

const recoveredLine = /^event_buddy_intentions_finished_total\{[^}]*\} (\d+)$/m;

/** Counts what the instances recover, by their metrics, which begin at 0 again when they are restarted. */
function countRecoveries(instances: readonly PartProcess[]) {
  const counts = new Map<PartProcess, number>();
  let before = 0;
  async function update(instance: PartProcess): Promise<void> {
    const response = await fetch(`${instance.url}/metrics`, { signal: AbortSignal.timeout(1000) }).catch(
      () => undefined,
    );
    const match = recoveredLine.exec((await response?.text().catch(() => '')) ?? '');
    if (match !== null) counts.set(instance, Number(match[1]));
  }
  for (const instance of instances)
    instance.beforeKill = async () => {
      await update(instance);
      before += counts.get(instance) ?? 0;
      counts.delete(instance);
    };
  const timer = setInterval(() => void Promise.all(instances.map(update)), 1000);
  return {
    total: async () => {
      await Promise.all(instances.map(update));
      return [...counts.values()].reduce((sum, count) => sum + count, before);
    },
    close: () => clearInterval(timer),
  };
}

const healthShape = z.looseObject({
  status: z.string(),
  subgraphs: z.array(z.looseObject({ state: z.string(), guest: z.boolean().optional() })).optional(),
});

/** Whether a part is healthy. The GraphQL gateway is when this number of services is in the graph. */
async function isHealthy({ part, url }: PartProcess, serviceCount: number): Promise<boolean> {
  const response = await fetch(`${url}/health`, { signal: AbortSignal.timeout(5000) }).catch(() => undefined);
  const health = healthShape.safeParse(await response?.json().catch(() => undefined));
  if (response?.status !== 200 || health.data?.status !== 'ok') return false;
  const serving = health.data.subgraphs?.filter(({ state, guest }) => state === 'serving' && guest !== true);
  return part !== 'gateway' || serving?.length === serviceCount;
}

async function waitUntilHealthy(parts: readonly PartProcess[]): Promise<void> {
  const giveUpAt = performance.now() + maxUnhealthyMs;
  const serviceCount = new Set(parts.map(({ part }) => part).filter((part) => part in clusterServices)).size;
  for (const part of parts) {
    await part.settled();
    while (!(await isHealthy(part, serviceCount))) {
      if (performance.now() > giveUpAt)
        throw new Error(`${part.part} at ${part.url} is not healthy: ${part.outputs().join('').slice(-2000)}`);
      await delay(100);
    }
  }
}

async function pendingCount({ url }: PartProcess): Promise<number> {
  const response = await fetch(`${url}/health`, { signal: AbortSignal.timeout(5000) }).catch(() => undefined);
  const health = (await response?.json().catch(() => undefined)) as { intentions?: { pending?: number } } | undefined;
  return health?.intentions?.pending ?? 1;
}

/** Gives recovery the time of some leases, and more while there are pending writes. What is left then stays for ever. */
async function waitUntilRecovered(instances: readonly PartProcess[]): Promise<void> {
  await delay(leasesToRecover * pendingWriteLeaseSeconds * 1000);
  for (let attempt = 0; attempt < maxRecoveryAttempts; attempt++) {
    const counts = await Promise.all(instances.map(pendingCount));
    if (counts.every((count) => count === 0)) break;
    await delay(pendingWriteLeaseSeconds * 1000);
  }
  await delay(leasesToRecover * pendingWriteLeaseSeconds * 1000);
}

/** What the parts of a cluster are started with. */
interface Surroundings {
  /** The directory of everything that the run writes. */
  readonly directory: string;
  readonly dataDirectory: string;
  readonly mongo: MongoDeployment | undefined;
}

const storeEnv = ({ dataDirectory, mongo }: Surroundings, word: string): Record<string, string> =>
  mongo === undefined
    ? { DATA_DIR: dataDirectory, MONGO_URL: '' }
    : { MONGO_URL: mongo.url, HY_MONGO_DBNAME: `chaos-${word}` };

/**
 * Starts all parts but the late service. The tokens of two instances of the accounts service must outlive a step of
 * their clocks.
 */
async function startParts(surroundings: Surroundings, onExit: (description: string) => void) {
  const { directory, dataDirectory, mongo } = surroundings;
  const [halPort, gatewayPort] = [await freePort(), await freePort()];
  const common = {
    ...commonEnv(`http://localhost:${halPort}`),
    AUTH_TOKEN_SECONDS: mongo === undefined ? '600' : '86400',
  };
  let number = 0;
  const start = (part: string, env: Record<string, string>, port: number): PartProcess => {
    const clockFile = path.join(directory, `clock-${number++}`);
    const program = part === lateService ? ['test/chaos/speakers.mjs'] : undefined;
    const settings = { part, url: `http://localhost:${port}`, env: { ...common, ...env }, clockFile, program };
    const supervised = supervisePartProcess(settings, onExit);
    if (part !== lateService) supervised.start();
    return supervised;
  };
  const halEnv = { PORT_HAL_GATEWAY: String(halPort), DATA_DIR: dataDirectory, MONGO_URL: '' };
  const gateways = [
    start('hal-gateway', halEnv, halPort),
    start('gateway', { PORT_GATEWAY: String(gatewayPort), DATA_DIR: dataDirectory }, gatewayPort),
  ];
  const instances: PartProcess[] = [];
  const services = Object.entries(clusterServices);
  for (const [word, { portVariable }] of mongo === undefined ? services : [...services, ...services]) {
    const port = await freePort();
    const env = { ...storeEnv(surroundings, word), [portVariable]: String(port) };
    instances.push(start(word, env, port));
  }
  return { gateways, instances };
}

async function prepare({ store }: ChaosOptions): Promise<Surroundings & { readonly disk: Mount | undefined }> {
  const directory = await mkdtemp(path.join(tmpdir(), 'event-buddy-chaos-'));
  if (store !== 'embedded') {
    const mongo = await startMongoDeployment(directory, store === 'mongo' ? 1 : 3);
    return { directory, dataDirectory: directory, mongo, disk: undefined };
  }
  const disk = canMount() ? mountMemory(`size=${diskSize}`) : undefined;
  const dataDirectory = disk?.directory ?? path.join(directory, 'data');
  await mkdir(dataDirectory, { recursive: true });
  return { directory, dataDirectory, mongo: undefined, disk };
}

/** Starts the system. */
export async function startCluster(options: ChaosOptions): Promise<Cluster> {
  const surroundings = await prepare(options);
  const { directory, mongo, disk } = surroundings;
  const exits: string[] = [];
  const { gateways, instances } = await startParts(surroundings, (description) => void exits.push(description));
  const parts = [...gateways, ...instances];
  const recoveries = countRecoveries(instances);
  const urlsOf = (word: string) => instances.filter(({ part }) => part === word).map(({ url }) => url);
  const byService = <T>(valueOf: (word: string, service: ClusterService) => T): WithDomain<T> =>
    withDomain(Object.fromEntries(Object.entries(clusterServices).map(([word, each]) => [word, valueOf(word, each)])));
  const [halGateway = '', gateway = ''] = gateways.map(({ url }) => url);
  return {
    ...{ halGateway, gateway, parts, disk, mongo },
    services: byService(urlsOf),
    startLateService: () => instances.filter(({ part }) => part === lateService).forEach((each) => each.start()),
    waitUntilHealthy: () => waitUntilHealthy(parts.filter(({ hasStarted }) => hasStarted)),
    waitUntilRecovered: () => waitUntilRecovered(instances.filter(({ hasStarted }) => hasStarted)),
    recoveries: recoveries.total,
    loggedErrors: () => [...new Set(parts.flatMap((each) => each.outputs()).flatMap(errorsIn))],
    exits: () => exits,
    stopServices: async () => {
      recoveries.close();
      await Promise.all(instances.map((each) => each.end('SIGTERM')));
      return byService((word, service) => storeSettings(storeEnv(surroundings, word), service));
    },
    close: async () => {
      recoveries.close();
      await Promise.all(parts.map((each) => each.end('SIGKILL')));
      await mongo?.close();
      disk?.close();
      await rm(directory, { recursive: true, force: true });
    },
  };
}
