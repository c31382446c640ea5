import { z } from 'zod';
import { changeKey, type SharedChange } from './comparison.ts';

/** Lets one breaking change through: which one, in which schemas, and why. */
const note = z.strictObject({
  in: z.array(z.string().min(1)).min(1),
  type: z.string().min(1),
  path: z.string(),
  change: z.string().min(1),
  why: z.string().trim().min(20, 'say why, in a sentence'),
});
export type Note = z.infer<typeof note>;

/** Where the notes are, within the folder of the schemas. */
export const notesFile = 'breaking-changes.json';

/** The notes cannot be read; the message says where. */
export class NotesFault extends Error {
  override readonly name = 'NotesFault';
}

/** The notes in a file's text; none if there is no file. Throws `NotesFault`. */
export function parseNotes(text: string | undefined): readonly Note[] {
  if (text === undefined) return [];
  const parsed = z.array(note).safeParse(jsonOf(text));
  if (parsed.success) return parsed.data;
  throw new NotesFault(`${notesFile} is not as it is to be:\n${z.prettifyError(parsed.error)}`);
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new NotesFault(`${notesFile} is no JSON: ${error instanceof Error ? error.message : String(error)}`);
  }
}

/** The breaking changes that no note lets through, each with the schemas where none does. */
export function unnoted(changes: readonly SharedChange[], notes: readonly Note[]): readonly SharedChange[] {
  return changes
    .filter(({ severity }) => severity === 'breaking')
    .map((change) => ({ ...change, in: change.in.filter((name) => !isNoted(change, name, notes)) }))
    .filter((change) => change.in.length > 0);
}

function isNoted(change: SharedChange, schema: string, notes: readonly Note[]): boolean {
  return notes.some((each) => changeKey(each) === changeKey(change) && each.in.includes(schema));
}

/** The notes that let a change through, and those that let none through any more. */
export function sortedNotes(
  changes: readonly SharedChange[],
  notes: readonly Note[],
): Readonly<Record<'used' | 'stale', readonly Note[]>> {
  const known = new Set(changes.map(changeKey));
  const isUsed = (each: Note): boolean => known.has(changeKey(each));
  return { used: notes.filter(isUsed), stale: notes.filter((each) => !isUsed(each)) };
}
