import autocannon from 'autocannon';
import { startContender, type Contender } from './contender.ts';
import type { SelfTime } from './contenders/process.ts';
import { openBenchStores, type BenchStore } from './bench-system.ts';
import { median } from './measure.ts';

/** A request to a contender. */
export interface BenchRequest {
  readonly method: 'GET' | 'POST';
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string;
}

/** A case that both contenders are measured in. */
export interface BenchCase {
  readonly title: string;
  /** The ratio that the product must reach; undefined measures only. */
  readonly targetRatio?: number;
  /** Creates a request. The number differs for each request. */
  readonly request: (contender: Contender, number: number) => BenchRequest;
}

interface Contenders {
  readonly baseline: Contender;
  readonly product: Contender;
}

/** The result of one case: medians of all rounds. */
interface CaseResult {
  readonly title: string;
  readonly targetRatio: number | undefined;
  /** Requests per second. */
  readonly baseline: number;
  readonly product: number;
  /** Requests per second of the product divided by those of the baseline, in the same round. */
  readonly ratio: number;
  /** CPU time per request of the baseline divided by that of the product, in the same round. */
  readonly cpuRatio: number;
  /** The functions with the most CPU time of the product, if it misses the target ratio. */
  readonly profile: readonly SelfTime[];
}

const connections = 16;
const rounds = 7;
const roundSeconds = 1.5;
/** Seconds until frequently executed code is optimized. */
const warmUpSeconds = 6;

interface LoadResult {
  readonly requestsPerSecond: number;
  readonly cpuMsPerRequest: number;
}

let requestNumber = 0;

/**
 * Sends requests to a contender for a duration, over persistent connections. @throws Error unless all responses are
 * 2xx.
 */
async function generateLoad(
  contender: Contender,
  { title, request: createRequest }: BenchCase,
  seconds: number,
): Promise<LoadResult> {
  const { url, method, headers } = createRequest(contender, requestNumber++);
  const withNewBody = (request: autocannon.Request): autocannon.Request => ({
    ...request,
    body: createRequest(contender, requestNumber++).body,
  });
  const requests = method === 'POST' ? [{ method, headers, setupRequest: withNewBody }] : [{ method, headers }];
  const before = await contender.cpuMs();
  const result = await autocannon({ url, connections, duration: seconds, sampleInt: 100, requests });
  const cpuMs = (await contender.cpuMs()) - before;
  const succeeded = result['2xx'];
  if (result.non2xx + result.errors + result.timeouts > 0 || succeeded === 0)
    throw new Error(`${title}: ${succeeded} responses are 2xx, ${result.non2xx} are not; ${result.errors} errors`);
  const elapsed = result.finish.getTime() - result.start.getTime();
  return { requestsPerSecond: (succeeded * 1000) / elapsed, cpuMsPerRequest: cpuMs / succeeded };
}

/** Measures both contenders alternately, in rounds, after a warm-up. */
async function compare({ baseline, product }: Contenders, benchCase: BenchCase): Promise<CaseResult> {
  for (const contender of [baseline, product]) await generateLoad(contender, benchCase, warmUpSeconds);
  const results: { readonly baseline: LoadResult; readonly product: LoadResult }[] = [];
  for (let round = 0; round < rounds; round++)
    results.push({
      baseline: await generateLoad(baseline, benchCase, roundSeconds),
      product: await generateLoad(product, benchCase, roundSeconds),
    });
  const ratio = median(results.map((round) => round.product.requestsPerSecond / round.baseline.requestsPerSecond));
  const { title, targetRatio } = benchCase;
  const missesTarget = targetRatio !== undefined && ratio < targetRatio;
  return {
    title,
    targetRatio,
    baseline: median(results.map((round) => round.baseline.requestsPerSecond)),
    product: median(results.map((round) => round.product.requestsPerSecond)),
    ratio,
    cpuRatio: median(results.map((round) => round.baseline.cpuMsPerRequest / round.product.cpuMsPerRequest)),
    profile: missesTarget ? await product.profile(() => generateLoad(product, benchCase, warmUpSeconds)) : [],
  };
}

/** Parts of a response that differ between contenders: origins, identifiers, ETags, timestamps and cursors. */
const variablePart =
  /http:\/\/localhost:\d+|[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}|[0-9a-f]{32}|\d{4}-[\d-]+T[\d:.]+Z|(?<=New Venue )\d+|(?<="endCursor":")[^"]+/g;

async function normalizedResponse(contender: Contender, { request: createRequest }: BenchCase): Promise<string> {
  const { url, body = null, ...request } = createRequest(contender, requestNumber++);
  const text = await (await fetch(url, { ...request, body })).text();
  return text.replace(variablePart, '…');
}

/**
 * Checks that both contenders send the same response, byte for byte, except for variable parts. @throws Error if not.
 */
async function assertSameResponse({ baseline, product }: Contenders, benchCase: BenchCase): Promise<void> {
  const expected = await normalizedResponse(baseline, benchCase);
  const actual = await normalizedResponse(product, benchCase);
  if (expected === actual) return;
  const at = Math.max(0, [...expected].findIndex((character, index) => character !== actual[index]) - 40);
  throw new Error(
    `${benchCase.title}: the responses differ at\n${expected.slice(at, at + 120)}\n${actual.slice(at, at + 120)}`,
  );
}

const cell = (value: number, digits: number): string => value.toFixed(digits).padStart(11);

/** Formats the results as a table, with a profile of each case that misses its target ratio. */
function formatReport(heading: string, results: readonly CaseResult[]): string {
  const head = ['baseline/s', 'product/s', 'ratio', 'target', 'CPU ratio'].map((title) => title.padStart(11)).join('');
  const lines = results.map(
    ({ title, baseline, product, ratio, targetRatio, cpuRatio }) =>
      `${title.padEnd(44)}${cell(baseline, 0)}${cell(product, 0)}${cell(ratio, 2)}${(targetRatio?.toFixed(2) ?? '').padStart(11)}${cell(cpuRatio, 2)}`,
  );
  const profiles = results
    .filter(({ profile }) => profile.length > 0)
    .flatMap(({ title, profile }) => [
      `\n${title}: CPU time of the product by function`,
      ...profile.map(({ where, share }) => `${(share * 100).toFixed(1).padStart(8)} %  ${where}`),
    ]);
  return [heading, `${''.padEnd(44)}${head}`, ...lines, ...profiles, ''].join('\n');
}

/** The module of `contenders/` that the product is compared with, and the titles for the report. */
export interface ContenderPair {
  readonly baseline: string;
  readonly subject: string;
  readonly baselineTitle: string;
}

async function measure(
  cases: readonly BenchCase[],
  baseline: string,
  store: BenchStore,
): Promise<readonly CaseResult[]> {
  const contenders: Contenders = {
    baseline: await startContender(baseline, store.settingsFor('baseline')),
    product: await startContender('product', store.settingsFor('product')),
  };
  try {
    const results: CaseResult[] = [];
    for (const benchCase of cases) {
      await assertSameResponse(contenders, benchCase);
      results.push(await compare(contenders, benchCase));
    }
    return results;
  } finally {
    await Promise.all([contenders.baseline.close(), contenders.product.close()]);
  }
}

/**
 * Compares the product with a baseline on every store. A command-line argument selects cases by a part of their title.
 */
export async function compareContenders(
  cases: readonly BenchCase[],
  { baseline, subject, baselineTitle }: ContenderPair,
): Promise<void> {
  const selected = cases.filter(({ title }) => title.includes(process.argv[2] ?? ''));
  for (const store of await openBenchStores()) {
    console.log(
      formatReport(
        `${subject} on ${store.name}, compared with ${baselineTitle}`,
        await measure(selected, baseline, store),
      ),
    );
    await store.close();
  }
}
