import { mkdtemp, rm } from 'node:fs/promises';
import { Session } from 'node:inspector/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { z } from 'zod';
import { basicAuthorization } from '../kit/access/credentials.ts';
import { createHttpClient } from '../kit/http/client.ts';
import { demoAccounts } from './demo-data.ts';
import { populate } from './populate.ts';
import { startDomainSystem, type DomainSystem } from './domain.ts';
import { freePorts } from './system.ts';

/**
 * `npm run request-path [-- --files]`: counts the source files and functions that five kinds of requests execute, in
 * all services together. The system runs in this process, on a temporary store with the demo data; V8's precise
 * coverage counts the calls. Scripts and packages are excluded. `--files` also lists the files.
 */
process.env['LOG_LEVEL'] ??= 'error';
const root = path.resolve(import.meta.dirname, '..');
const sourceFolders = /^(gateway|hal-gateway|kit|subgraphs)\//;
const repetitions = 4;
/** Any free ports, and as little background work as the settings allow. */
const settings = {
  ...freePorts,
  ROOT_INTERVAL_MS: '60000',
  GRAPHQL_ROOT_INTERVAL_MS: '60000',
  GRAPHQL_SWEEP_INTERVAL_MS: '60000',
  GW_PROBE_INTERVAL_MS: '600000',
  INTENTION_SECONDS: '300',
  LEASE_SECONDS: '3600',
};

/** The functions of one file that a request executed, and the number of calls. */
interface FileCoverage {
  readonly file: string;
  readonly functions: number;
  readonly calls: number;
}

interface MeasuredRequest {
  readonly title: string;
  readonly send: () => Promise<Response>;
}

const headers = { authorization: basicAuthorization('manderson', 'password'), 'content-type': 'application/json' };
const list = z.object({ _embedded: z.object({ event: z.array(z.object({ _id: z.string(), name: z.string() })) }) });
const venuesQuery = '{ venues { nodes { name events { nodes { name date time } } } } }';
const registerMutation = `mutation ($id: ID!, $username: String!) {
  registerForEvent(id: $id, username: $username) { ... on RegisterForEventSuccess { message } } }`;

async function requestsOf({ services, gateway }: DomainSystem): Promise<readonly MeasuredRequest[]> {
  const events = `${services.events.url}/events`;
  const { _embedded } = list.parse(await (await fetch(events, { headers })).json());
  const id = _embedded.event.find(({ name }) => name === 'All Hands')?._id;
  const usernames = demoAccounts.map(({ username }) => username).values();
  const put = () => ({ method: 'PUT', headers, body: JSON.stringify({ username: usernames.next().value }) });
  const graphql = (query: string, variables: object) =>
    fetch(`${gateway}/graphql`, { method: 'POST', headers, body: JSON.stringify({ query, variables }) });
  return [
    { title: 'GET an event', send: () => fetch(`${events}/${id}`, { headers }) },
    {
      title: 'GET the events, ?embed=registration.account',
      send: () => fetch(`${events}?embed=registration.account`, { headers }),
    },
    { title: 'PUT register', send: () => fetch(`${events}/${id}/register`, put()) },
    {
      title: 'mutation registerForEvent',
      send: () => graphql(registerMutation, { id, username: usernames.next().value }),
    },
    { title: 'query of venues with their events', send: () => graphql(venuesQuery, {}) },
  ];
}

/** Returns the coverage since the last call, and resets it. */
async function takeCoverage(session: Session): Promise<readonly FileCoverage[]> {
  const { result } = await session.post('Profiler.takePreciseCoverage');
  return result.flatMap(({ url, functions }) => {
    const file = url.startsWith('file:') ? path.relative(root, fileURLToPath(url)) : '';
    const counts = functions.map(({ ranges: [fullRange] }) => fullRange?.count ?? 0).filter((count) => count > 0);
    return sourceFolders.test(file) && counts.length > 0
      ? [{ file, functions: counts.length, calls: total(counts) }]
      : [];
  });
}

const total = (numbers: readonly number[]): number => numbers.reduce((sum, number) => sum + number, 0);
const callsOf = (files: readonly FileCoverage[]): number => total(files.map(({ calls }) => calls));

/**
 * Measures a request several times after a warm-up. Returns the run with the fewest calls: it has no background work.
 */
async function measure(session: Session, { title, send }: MeasuredRequest): Promise<readonly FileCoverage[]> {
  const runs: (readonly FileCoverage[])[] = [];
  for (let run = 0; run <= repetitions; run++) {
    await delay(200);
    await takeCoverage(session);
    const response = await send();
    const text = await response.text();
    if (!response.ok || text.includes('"errors"')) throw new Error(`${title}: ${response.status} ${text}`);
    if (run > 0) runs.push(await takeCoverage(session));
  }
  return runs.reduce((least, run) => (callsOf(run) < callsOf(least) ? run : least));
}

const row = (title: string, cells: readonly (string | number)[]): void =>
  console.log(title.padEnd(60), ...cells.map((cell) => String(cell).padStart(9)));

function print(title: string, files: readonly FileCoverage[]): void {
  row(title, [files.length, total(files.map(({ functions }) => functions)), callsOf(files)]);
  if (!process.argv.includes('--files')) return;
  for (const { file, functions, calls } of [...files].sort((a, b) => a.file.localeCompare(b.file)))
    row(`  ${file}`, ['', functions, calls]);
}

async function measureAll(system: DomainSystem): Promise<void> {
  const client = createHttpClient({ timeoutMs: 60_000 });
  await populate({ client, gatewayUrl: system.halGateway, rootPassword: 'password', progress: () => undefined });
  await client.close();
  const session = new Session();
  session.connect();
  await session.post('Profiler.enable');
  await session.post('Profiler.startPreciseCoverage', { callCount: true, detailed: true });
  row('request', ['files', 'functions', 'calls']);
  for (const request of await requestsOf(system)) print(request.title, await measure(session, request));
  session.disconnect();
}

const directory = await mkdtemp(path.join(tmpdir(), 'request-path-'));
const system = await startDomainSystem({ ...settings, DATA_DIR: directory });
try {
  await measureAll(system);
} finally {
  await system.close();
  await rm(directory, { recursive: true });
}
