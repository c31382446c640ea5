import type { Field, FieldKind } from '../../resource/fields.ts';

const texts = ({ title, bounds: { min = 0, max = Infinity } }: Field, start: string): readonly unknown[] =>
  [`${start} ${title.toLowerCase()}`, start.toLowerCase(), '1'].map((text) => text.padEnd(min, '.').slice(0, max));

/** What might do for a field of each kind, the best first. */
const candidates: Readonly<Record<FieldKind, (field: Field, start: string) => readonly unknown[]>> = {
  text: texts,
  secret: texts,
  integer: ({ bounds: { min = 0, max = min } }) => [10, min, max],
  boolean: () => [true],
  date: () => ['2030-01-15'],
  time: () => ['09:00:00'],
  duration: () => ['PT1H', 'PT1S'],
  choice: ({ options }) => options,
};

/**
 * A value that the field takes: its own example, or one made from its kind, its title and its bounds; a text begins
 * with `start` where that fits. None where the field has a pattern that no such text matches.
 */
export function exampleOf(field: Field, start = 'Example'): unknown {
  const own = field.example === undefined ? [] : [field.example];
  return [...own, ...candidates[field.kind](field, start)].find((value) => field.schema.safeParse(value).success);
}
