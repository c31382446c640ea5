import { z } from 'zod';
import { changeKey, type SharedChange } from './comparison.ts';

/** One breaking change that is accepted: which change, in which schemas, and why. */
const acceptedChangeShape = z.strictObject({
  in: z.array(z.string().min(1)).min(1),
  type: z.string().min(1),
  path: z.string(),
  change: z.string().min(1),
  why: z.string().trim().min(20, 'explain in at least 20 characters why the change is accepted'),
});
export type AcceptedChange = z.infer<typeof acceptedChangeShape>;

/** The file with the accepted changes, in the folder of the schemas. */
export const acceptedChangesFile = 'breaking-changes.json';

/** Thrown when the file with the accepted changes is invalid. The message names the invalid values. */
export class AcceptedChangesError extends Error {
  override readonly name = 'AcceptedChangesError';
}

/**
 * Parses the text of the file with the accepted changes. Without a file there are none.
 *
 * @throws AcceptedChangesError
 */
export function parseAcceptedChanges(text: string | undefined): readonly AcceptedChange[] {
  if (text === undefined) return [];
  const parsed = z.array(acceptedChangeShape).safeParse(jsonOf(text));
  if (parsed.success) return parsed.data;
  throw new AcceptedChangesError(`${acceptedChangesFile} is invalid:\n${z.prettifyError(parsed.error)}`);
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new AcceptedChangesError(
      `${acceptedChangesFile} is not valid JSON: ${error instanceof Error ? error.message : String(error)}`,
    );
  }
}

/** Returns the breaking changes that are not accepted, each with only the schemas in which it is not. */
export function unacceptedBreakingChanges(
  changes: readonly SharedChange[],
  acceptedChanges: readonly AcceptedChange[],
): readonly SharedChange[] {
  return changes
    .filter(({ severity }) => severity === 'breaking')
    .map((change) => ({ ...change, in: change.in.filter((name) => !isAccepted(change, name, acceptedChanges)) }))
    .filter((change) => change.in.length > 0);
}

function isAccepted(change: SharedChange, schema: string, acceptedChanges: readonly AcceptedChange[]): boolean {
  return acceptedChanges.some((accepted) => changeKey(accepted) === changeKey(change) && accepted.in.includes(schema));
}

/** Partitions accepted changes into those that match a change (`used`) and those that match none (`stale`). */
export function partitionAcceptedChanges(
  changes: readonly SharedChange[],
  acceptedChanges: readonly AcceptedChange[],
): Readonly<Record<'used' | 'stale', readonly AcceptedChange[]>> {
  const keys = new Set(changes.map(changeKey));
  const isUsed = (accepted: AcceptedChange): boolean => keys.has(changeKey(accepted));
  return { used: acceptedChanges.filter(isUsed), stale: acceptedChanges.filter((accepted) => !isUsed(accepted)) };
}
