import autocannon from 'autocannon';
import { startContender, type Contender } from './contender.ts';
import type { SelfTime } from './contenders/process.ts';
import { openBenchStores, type BenchStore } from './bench-system.ts';

/** One request, as a client sends it to either side. */
export interface BenchRequest {
  readonly method: 'GET' | 'POST';
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string;
}

/** Something that both sides can do; `ask` makes another request each time it is called. */
export interface BenchCase {
  readonly title: string;
  /** The ratio to be reached; just looked at if not given. */
  readonly targetRatio?: number;
  readonly request: (side: Contender, number: number) => BenchRequest;
}

interface Sides {
  readonly bare: Contender;
  readonly product: Contender;
}

/** What was seen of one case: medians of all rounds. */
interface Compared {
  readonly title: string;
  readonly aim: number | undefined;
  /** Requests a second. */
  readonly bare: number;
  readonly product: number;
  /** The product's requests a second for one of the bare side's, of the same round. */
  readonly ratio: number;
  /** The same of processor time: how many requests the product answers in the time that the bare side needs for one. */
  readonly cpuRatio: number;
  /** Where the product's time goes, if it falls short of the aim. */
  readonly profile: readonly SelfTime[];
}

const connections = 16;
const rounds = 7;
const roundSeconds = 1.5;
/** Seconds until code that is often run is compiled as it will stay. */
const warmUpSeconds = 6;

interface Driven {
  readonly perSecond: number;
  readonly cpuMsEach: number;
}

let number = 0;

/** Keeps a side busy for so many seconds, on connections that are kept. Throws when it answers anything but 2xx. */
async function drive(side: Contender, { title, request: ask }: BenchCase, seconds: number): Promise<Driven> {
  const { url, method, headers } = ask(side, number++);
  const fresh = (request: autocannon.Request): autocannon.Request => ({ ...request, body: ask(side, number++).body });
  const requests = method === 'POST' ? [{ method, headers, setupRequest: fresh }] : [{ method, headers }];
  const before = await side.cpuMs();
  const result = await autocannon({ url, connections, duration: seconds, sampleInt: 100, requests });
  const used = (await side.cpuMs()) - before;
  const done = result['2xx'];
  if (result.non2xx + result.errors + result.timeouts > 0 || done === 0)
    throw new Error(`${title}: ${done} good answers, ${result.non2xx} bad ones, ${result.errors} errors`);
  const elapsed = result.finish.getTime() - result.start.getTime();
  return { perSecond: (done * 1000) / elapsed, cpuMsEach: used / done };
}

function median(values: readonly number[]): number {
  const sorted = values.toSorted((one, other) => one - other);
  return sorted[Math.floor(sorted.length / 2)] ?? NaN;
}

/** Drives both sides in turn, round by round. */
async function compare({ bare, product }: Sides, what: BenchCase): Promise<Compared> {
  for (const side of [bare, product]) await drive(side, what, warmUpSeconds);
  const seen: { readonly bare: Driven; readonly product: Driven }[] = [];
  for (let round = 0; round < rounds; round++)
    seen.push({ bare: await drive(bare, what, roundSeconds), product: await drive(product, what, roundSeconds) });
  const ratio = median(seen.map((round) => round.product.perSecond / round.bare.perSecond));
  const { title, targetRatio } = what;
  const fallsShort = targetRatio !== undefined && ratio < targetRatio;
  return {
    title,
    aim: targetRatio,
    bare: median(seen.map((round) => round.bare.perSecond)),
    product: median(seen.map((round) => round.product.perSecond)),
    ratio,
    cpuRatio: median(seen.map((round) => round.bare.cpuMsEach / round.product.cpuMsEach)),
    profile: fallsShort ? await product.profile(() => drive(product, what, warmUpSeconds)) : [],
  };
}

const varying =
  /http:\/\/localhost:\d+|[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}|[0-9a-f]{32}|\d{4}-[\d-]+T[\d:.]+Z|(?<=New Venue )\d+|(?<="endCursor":")[^"]+/g;

async function answerOf(side: Contender, { request: ask }: BenchCase): Promise<string> {
  const { url, body = null, ...request } = ask(side, number++);
  const text = await (await fetch(url, { ...request, body })).text();
  return text.replace(varying, '…');
}

/** Throws when the two sides do not answer a case alike, byte for byte but for places, identities, moments and cursors. */
async function holdAlike({ bare, product }: Sides, what: BenchCase): Promise<void> {
  const [one, other] = [await answerOf(bare, what), await answerOf(product, what)];
  if (one === other) return;
  const at = Math.max(0, [...one].findIndex((character, index) => character !== other[index]) - 40);
  throw new Error(`${what.title}: the answers differ at\n${one.slice(at, at + 120)}\n${other.slice(at, at + 120)}`);
}

const cell = (value: number, digits: number): string => value.toFixed(digits).padStart(10);

/** What was seen, as a table; and a profile of each case that falls short of its aim. */
function report(heading: string, compared: readonly Compared[]): string {
  const head = ['bare/s', 'product/s', 'ratio', 'aim', 'CPU ratio'].map((title) => title.padStart(10)).join('');
  const lines = compared.map(
    ({ title, bare, product, ratio, aim, cpuRatio }) =>
      `${title.padEnd(44)}${cell(bare, 0)}${cell(product, 0)}${cell(ratio, 2)}${(aim?.toFixed(2) ?? '').padStart(10)}${cell(cpuRatio, 2)}`,
  );
  const profiles = compared
    .filter(({ profile }) => profile.length > 0)
    .flatMap(({ title, profile }) => [
      `\n${title}: where the product's time goes`,
      ...profile.map(({ where, share }) => `${(share * 100).toFixed(1).padStart(8)} %  ${where}`),
    ]);
  return [heading, `${''.padEnd(44)}${head}`, ...lines, ...profiles, ''].join('\n');
}

/** Which module of `sides/` the product is compared with, and what a table says of both. */
export interface Comparison {
  readonly baseline: string;
  readonly subject: string;
  readonly baselineTitle: string;
}

async function measure(cases: readonly BenchCase[], bare: string, ground: BenchStore): Promise<readonly Compared[]> {
  const sides: Sides = {
    bare: await startContender(bare, ground.settingsFor('bare')),
    product: await startContender('product', ground.settingsFor('product')),
  };
  try {
    const compared: Compared[] = [];
    for (const each of cases) {
      await holdAlike(sides, each);
      compared.push(await compare(sides, each));
    }
    return compared;
  } finally {
    await Promise.all([sides.bare.close(), sides.product.close()]);
  }
}

/** Compares the product with a bare side on every store, in the cases that have the word in their title that is given. */
export async function compareContenders(
  cases: readonly BenchCase[],
  { baseline, subject, baselineTitle }: Comparison,
): Promise<void> {
  const wanted = cases.filter(({ title }) => title.includes(process.argv[2] ?? ''));
  for (const ground of await openBenchStores()) {
    console.log(
      report(`${subject} on ${ground.name}, beside ${baselineTitle}`, await measure(wanted, baseline, ground)),
    );
    await ground.close();
  }
}
