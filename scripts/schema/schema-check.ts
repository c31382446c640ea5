import { compareSchemaSets, type SchemaSet, type SharedChange } from './comparison.ts';
import { partitionAcceptedChanges, unacceptedBreakingChanges, type AcceptedChange } from './accepted-changes.ts';
import type { PublishedSchemas } from './published.ts';
import {
  describeBreakingChanges,
  describeStaleChanges,
  describeAcceptedChanges,
  describeDangerousChanges,
} from './report.ts';

/** The result of comparing generated schemas with published ones, as texts to print. */
export interface SchemaCheckResult {
  /** Breaking changes that are not accepted. Empty if the check passes. */
  readonly errors: readonly string[];
  /** Dangerous changes: they break nothing, but may surprise clients. */
  readonly warnings: readonly string[];
  /** Accepted breaking changes that are present. */
  readonly accepted: readonly string[];
  /** Accepted breaking changes that no longer match any change. */
  readonly stale: readonly string[];
}

/** Compares generated schemas with each set of published schemas. */
export async function checkSchemas(
  schemas: SchemaSet,
  baselines: readonly PublishedSchemas[],
  acceptedChanges: readonly AcceptedChange[],
): Promise<SchemaCheckResult> {
  const errors: string[] = [];
  const warnings: string[] = [];
  const allChanges: SharedChange[] = [];
  for (const { source, schemas: published } of baselines) {
    const changes = await compareSchemaSets(published, schemas);
    const breaking = unacceptedBreakingChanges(changes, acceptedChanges);
    if (breaking.length > 0) errors.push(describeBreakingChanges(breaking, source));
    warnings.push(...describeDangerousChanges(changes, source));
    allChanges.push(...changes);
  }
  const { used, stale } = partitionAcceptedChanges(allChanges, acceptedChanges);
  return { errors, warnings, accepted: describeAcceptedChanges(used), stale: describeStaleChanges(stale) };
}
