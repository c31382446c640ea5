import type { HistoryEntry } from './history.ts';

/** Formats how often each kind of operation had each outcome. */
export function formatOutcomeCounts(entries: readonly HistoryEntry[]): string {
  const counts = new Map<string, number>();
  for (const { operation, outcome } of entries) {
    const key = `${operation.kind} ${outcome.kind === 'rejected' ? outcome.problem : outcome.kind}`;
    counts.set(key, (counts.get(key) ?? 0) + 1);
  }
  return [...counts]
    .sort(([one], [other]) => one.localeCompare(other))
    .map(([key, count]) => `  ${String(count).padStart(7)}  ${key}`)
    .join('\n');
}

/** Formats the reasons of unknown outcomes: the first 100 characters of each, with counts. */
export function formatUnknownReasons(entries: readonly HistoryEntry[]): string {
  const counts = new Map<string, number>();
  for (const { outcome } of entries) {
    if (outcome.kind !== 'unknown') continue;
    const reason = (/"(?:detail|message)":"([^"]*)/.exec(outcome.reason)?.[1] ?? outcome.reason).slice(0, 100);
    counts.set(reason, (counts.get(reason) ?? 0) + 1);
  }
  const lines = [...counts].map(([reason, count]) => `  ${String(count).padStart(7)}  ${reason}`);
  return ['reasons of unknown outcomes:', ...lines].join('\n');
}
