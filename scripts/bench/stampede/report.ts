import { quantile } from '../measure.ts';
import { isOpen, type Answer, type Visit } from './people.ts';
import type { ProbeResults } from './probe.ts';

const cells = (values: readonly (string | number)[]): string =>
  values.map((value) => String(value).padStart(11)).join('');

const milliseconds = ({ sentAt, receivedAt }: Answer): number => receivedAt - sentAt;

/** Returns the problems of the answers that ask to come again, and how often each occurs. */
function reasons(answers: readonly Answer[]): readonly (readonly [string, number])[] {
  const counts = new Map<string, number>();
  for (const { detail = '' } of answers.filter(isOpen)) {
    const reason = (/"detail":"([^"]*)"/.exec(detail)?.[1] ?? detail).replaceAll(/\d+/g, 'n');
    counts.set(reason, (counts.get(reason) ?? 0) + 1);
  }
  return [...counts];
}

/**
 * Formats the number and the latencies of each kind of answer, beside those of the same crowd at the floor, and how long
 * people took until their last one.
 */
export function formatAnswers(visits: readonly Visit[], floor: readonly Visit[]): string {
  const answers = visits.flat();
  const kinds = [...new Set(answers.map(({ kind }) => kind))];
  const row = (title: string, values: readonly number[]): string =>
    title.padEnd(28) + cells([values.length, ...[0.5, 0.99, 1].map((share) => quantile(values, share).toFixed(0))]);
  const whole = visits.map((visit) => ((visit.at(-1)?.receivedAt ?? 0) - (visit[0]?.sentAt ?? 0)) / 1000);
  const start = Math.min(...visits.map((visit) => visit[0]?.sentAt ?? Infinity));
  const end = Math.max(...visits.map((visit) => visit.at(-1)?.receivedAt ?? 0));
  return [
    'answers'.padEnd(28) + cells(['number', 'p50 ms', 'p99 ms', 'max ms']),
    ...kinds.map((kind) => row(kind, answers.filter((answer) => answer.kind === kind).map(milliseconds))),
    row('all', answers.map(milliseconds)),
    row('all, bare', floor.flat().map(milliseconds)),
    ...reasons(answers).map(([reason, count]) => `  ${count} x ${reason}`),
    `until the last answer: p50 ${quantile(whole, 0.5).toFixed(1)} s, p99 ${quantile(whole, 0.99).toFixed(1)} s, ` +
      `everybody after ${((end - start) / 1000).toFixed(1)} s; ` +
      `at most ${Math.max(...visits.map(({ length }) => length))} requests of one person`,
  ].join('\n');
}

/** The latencies of the probe's requests before and during a stampede. */
export interface ProbedBoth {
  readonly quiet: ProbeResults;
  readonly during: ProbeResults;
}

/** Returns the 99th percentile of a kind of request before and during a stampede, and their ratio. */
function percentilesOf({ quiet, during }: ProbedBoth, title: string): readonly string[] {
  const [before = NaN, now = NaN] = [quiet, during].map((results) => quantile(results[title]?.latencies ?? [], 0.99));
  return [before.toFixed(0), now.toFixed(0), (now / before).toFixed(1)];
}

/**
 * Formats the latencies of the probe's requests before and during the stampede, beside those at the floor, and what was
 * not 2xx.
 */
export function formatProbes(product: ProbedBoth, floor: ProbedBoth): string {
  const rows = Object.entries(product.during).map(([title, { statuses }]) => {
    const others = Object.entries(statuses).filter(([status]) => !status.startsWith('2'));
    return (
      title.padEnd(28) +
      cells([...percentilesOf(product, title), ...percentilesOf(floor, title)]) +
      others.map(([status, count]) => `   ${status} × ${count}`).join('')
    );
  });
  const heading = ['quiet p99', 'p99 ms', 'ratio', 'bare quiet', 'bare p99', 'ratio'];
  return ['others'.padEnd(28) + cells(heading), ...rows].join('\n');
}

type Megabytes = Readonly<Record<string, number>>;

/** Formats the most memory of each part before and after the stampede. */
export function formatMemory(before: Megabytes, after: Megabytes): string {
  const rows = Object.entries(after).map(([part, peak]) => part.padEnd(28) + cells([before[part] ?? NaN, peak]));
  return ['peak memory, MiB'.padEnd(28) + cells(['before', 'in the end']), ...rows].join('\n');
}
