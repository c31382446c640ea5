import autocannon from 'autocannon';
import { startContender, type Contender } from './contender.ts';
import { installHiveGateway } from './contenders/hive-packages.ts';
import { median } from './measure.ts';

/**
 * `npm run bench:gateway [-- TITLE]`: compares the GraphQL gateway with Apollo's gateway and Hive Gateway, and all with a
 * floor that only sends the requests of the plan. Each gateway is one process of its own, and so are the services, which answer
 * from memory. Windows of the contenders alternate; the medians count. `TITLE` selects cases by a part of their title.
 */
const contenders = {
  floor: 'gateway-floor',
  'this gateway': 'gateway-product',
  "Apollo's gateway": 'gateway-stock',
  'the same with undici': 'gateway-stock-undici',
  'Hive Gateway': 'gateway-hive',
};
type Title = keyof typeof contenders;

const operations = {
  'one hop': '{ venues { nodes { id name } } }',
  'four hops, 200 representations of which 136 are distinct':
    '{ venues { nodes { name events { nodes { name registrations { nodes { id account { username } } } } } } } }',
};
/** The windows of measurement by the number of connections: in each, the slowest contender answers all connections. */
const windows = [
  { connections: 20, rounds: 7, seconds: 1.5 },
  { connections: 200, rounds: 3, seconds: 6 },
];
/** Seconds until frequently executed code is optimized. */
const warmUpSeconds = 6;

interface Load {
  readonly perSecond: number;
  /** The 99th percentile of latencies, in milliseconds. */
  readonly p99: number;
  readonly cpuMs: number;
}

interface LoadSettings {
  readonly query: string;
  readonly connections: number;
  readonly seconds: number;
}

const headers = { 'content-type': 'application/json', accept: 'application/json' };

/**
 * Sends the same request over persistent connections. Each is another caller, whose reads are not shared with others.
 *
 * @throws Error unless all responses are 2xx
 */
async function load(contender: Contender, { query, connections, seconds }: LoadSettings): Promise<Load> {
  const before = await contender.cpuMs();
  let callers = 0;
  const result = await autocannon({
    setupClient: (client) => client.setHeaders({ ...headers, authorization: `Bearer caller-${callers++}` }),
    url: contender.urls['graphql'] ?? '',
    connections,
    duration: seconds,
    sampleInt: 100,
    requests: [{ method: 'POST', headers, body: JSON.stringify({ query }) }],
  });
  const cpuMs = (await contender.cpuMs()) - before;
  const succeeded = result['2xx'];
  if (result.non2xx + result.errors + result.timeouts > 0 || succeeded === 0)
    throw new Error(`${succeeded} responses are 2xx, ${result.non2xx} are not; ${result.errors} errors`);
  const elapsed = result.finish.getTime() - result.start.getTime();
  return { perSecond: (succeeded * 1000) / elapsed, p99: result.latency.p99, cpuMs: cpuMs / succeeded };
}

/** Checks that all contenders answer with the same data. @throws Error if not */
async function assertSameData(started: ReadonlyMap<Title, Contender>, query: string): Promise<void> {
  const texts = new Map<string, string>();
  for (const [title, { urls }] of started) {
    const response = await fetch(urls['graphql'] ?? '', { method: 'POST', headers, body: JSON.stringify({ query }) });
    texts.set(title, JSON.stringify(((await response.json()) as { data: unknown }).data));
  }
  if (new Set(texts.values()).size > 1)
    throw new Error(
      `the data differ: ${[...texts].map(([title, text]) => `${title}: ${text.slice(0, 300)}`).join('\n')}`,
    );
}

async function measure(
  started: ReadonlyMap<Title, Contender>,
  { rounds, ...settings }: LoadSettings & { readonly rounds: number },
) {
  for (const contender of started.values()) await load(contender, { ...settings, seconds: warmUpSeconds });
  const measured = new Map<Title, Load[]>([...started.keys()].map((title) => [title, []]));
  for (let round = 0; round < rounds; round++)
    for (const [title, contender] of started) measured.get(title)!.push(await load(contender, settings));
  return measured;
}

function report(heading: string, measured: ReadonlyMap<Title, readonly Load[]>): string {
  const valueOf = (title: Title, key: keyof Load): number =>
    median((measured.get(title) ?? []).map((each) => each[key]));
  const cells = (values: readonly string[]): string => values.map((value) => value.padStart(11)).join('');
  const lines = [...measured.keys()].map((title) => {
    const [perSecond, p99, cpuMs] = [valueOf(title, 'perSecond'), valueOf(title, 'p99'), valueOf(title, 'cpuMs')];
    const ratios = [perSecond / valueOf('floor', 'perSecond'), p99 / valueOf('floor', 'p99')];
    return (
      title.padEnd(22) +
      cells([perSecond.toFixed(0), ratios[0]!.toFixed(2), p99.toFixed(0), ratios[1]!.toFixed(1), cpuMs.toFixed(2)])
    );
  });
  return [heading, ''.padEnd(22) + cells(['req/s', 'x floor', 'p99 ms', 'x floor', 'CPU ms']), ...lines, ''].join('\n');
}

installHiveGateway();
const services = await startContender('stub-services');
process.env['BENCH_ROOT'] = services.urls['root'] ?? '';
const started = new Map<Title, Contender>();
for (const [title, name] of Object.entries(contenders)) started.set(title as Title, await startContender(name));
try {
  for (const [title, query] of Object.entries(operations).filter(([each]) => each.includes(process.argv[2] ?? ''))) {
    await assertSameData(started, query);
    for (const window of windows)
      console.log(report(`${title}, ${window.connections} connections`, await measure(started, { query, ...window })));
  }
} finally {
  for (const contender of [...started.values(), services]) await contender.close();
}
