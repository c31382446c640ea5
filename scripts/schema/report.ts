import type { SharedChange } from './comparison.ts';
import { notesFile, type Note } from './accepted-changes.ts';

const listed = (names: readonly string[]): string => names.join(', ');

const told = ({ type, path, change, consequence, in: schemas }: SharedChange): string =>
  [`  ${type} ${path}`.trimEnd(), `    ${change} (in ${listed(schemas)})`, `    ${consequence}`].join('\n');

/** Names each breaking change, what it breaks, and what lets it through. */
export function refusal(changes: readonly SharedChange[], published: string): string {
  const notes = changes.map(({ in: schemas, type, path, change }) => ({ in: schemas, type, path, change, why: '' }));
  return [
    `${changes.length} breaking ${changes.length === 1 ? 'change' : 'changes'} of ${published}:`,
    ...changes.map(told),
    '',
    'Keep what was there, and mark it @deprecated where something better has come.',
    `Or let the change through on purpose: add this to the list in schema/${notesFile}, with the reason as "why".`,
    JSON.stringify(notes, null, 2),
  ].join('\n');
}

/** Names what breaks nothing, but may surprise somebody. */
export function warnings(changes: readonly SharedChange[], published: string): readonly string[] {
  const dangerous = changes.filter(({ severity }) => severity === 'dangerous');
  return dangerous.length === 0 ? [] : [`May surprise clients of ${published}:`, ...dangerous.map(told)];
}

/** Names what a note lets through, and why. */
export const tellUsed = (notes: readonly Note[]): readonly string[] =>
  notes.map(({ type, path, why }) => `Let through on purpose: ${type} ${path}. ${why}`);

/** Names notes that can go. */
export const tellStale = (notes: readonly Note[]): readonly string[] =>
  notes.map(({ type, path }) => `The note on ${type} ${path} in schema/${notesFile} matches nothing any more: it can go.`);
