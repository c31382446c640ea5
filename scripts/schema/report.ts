import type { SharedChange } from './comparison.ts';
import { acceptedChangesFile, type AcceptedChange } from './accepted-changes.ts';

const describeChange = ({ type, path, change, consequence, in: schemas }: SharedChange): string =>
  [`  ${type} ${path}`.trimEnd(), `    ${change} (in ${schemas.join(', ')})`, `    ${consequence}`].join('\n');

/** Describes each breaking change, its consequence, and how to accept it. */
export function describeBreakingChanges(changes: readonly SharedChange[], published: string): string {
  const entries = changes.map(({ in: schemas, type, path, change }) => ({ in: schemas, type, path, change, why: '' }));
  return [
    `${changes.length} breaking ${changes.length === 1 ? 'change' : 'changes'} of ${published}:`,
    ...changes.map(describeChange),
    '',
    'Restore what was removed or changed, and mark it @deprecated if it has a replacement.',
    `Or accept the change: add this to the list in schema/${acceptedChangesFile}, with the reason as "why".`,
    JSON.stringify(entries, null, 2),
  ].join('\n');
}

/** Describes the changes that break nothing but may surprise clients. */
export function describeDangerousChanges(changes: readonly SharedChange[], published: string): readonly string[] {
  const dangerous = changes.filter(({ severity }) => severity === 'dangerous');
  return dangerous.length === 0
    ? []
    : [`Dangerous changes for clients of ${published}:`, ...dangerous.map(describeChange)];
}

/** Describes the accepted changes, and why they are accepted. */
export const describeAcceptedChanges = (acceptedChanges: readonly AcceptedChange[]): readonly string[] =>
  acceptedChanges.map(({ type, path, why }) => `Accepted breaking change: ${type} ${path}. ${why}`);

/** Describes the accepted changes that can be removed from the file. */
export const describeStaleChanges = (acceptedChanges: readonly AcceptedChange[]): readonly string[] =>
  acceptedChanges.map(
    ({ type, path }) =>
      `schema/${acceptedChangesFile} accepts ${type} ${path}, which matches no change any more: remove the entry.`,
  );
