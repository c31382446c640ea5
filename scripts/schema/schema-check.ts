import { compareSets, type SchemaSet, type SharedChange } from './comparison.ts';
import { sortedNotes, unnoted, type Note } from './accepted-changes.ts';
import type { Published } from './published.ts';
import { refusal, tellStale, tellUsed, warnings } from './report.ts';

/** What there is to say about new schemas beside those that are published, in lines. */
export interface Verdict {
  /** Why the new schemas cannot be: breaking changes that no note lets through. Empty if they can. */
  readonly refusals: readonly string[];
  /** What breaks nothing, but may surprise somebody. */
  readonly warnings: readonly string[];
  /** What a note lets through. */
  readonly letThrough: readonly string[];
  /** Notes that nobody needs any more. */
  readonly stale: readonly string[];
}

/** Holds new schemas against each place where some are published. */
export async function judge(
  schemas: SchemaSet,
  against: readonly Published[],
  notes: readonly Note[],
): Promise<Verdict> {
  const told: { refusals: string[]; warnings: string[] } = { refusals: [], warnings: [] };
  const all: SharedChange[] = [];
  for (const { place, schemas: published } of against) {
    const changes = await compareSets(published, schemas);
    const breaking = unnoted(changes, notes);
    if (breaking.length > 0) told.refusals.push(refusal(breaking, place));
    told.warnings.push(...warnings(changes, place));
    all.push(...changes);
  }
  const { used, stale } = sortedNotes(all, notes);
  return { ...told, letThrough: tellUsed(used), stale: tellStale(stale) };
}
