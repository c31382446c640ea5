import type { Field, FieldKind } from '../../resource/fields/index.ts';

const texts = ({ title, bounds: { min = 0, max = Infinity } }: Field, prefix: string): readonly unknown[] =>
  [`${prefix} ${title.toLowerCase()}`, prefix.toLowerCase(), '1'].map((text) => text.padEnd(min, '.').slice(0, max));

/** Candidate values for each kind of field, the best first. */
const candidates: Readonly<Record<FieldKind, (field: Field, prefix: string) => readonly unknown[]>> = {
  text: texts,
  url: () => ['https://example.com/'],
  email: () => ['name@example.com'],
  secret: texts,
  integer: ({ bounds: { min = 0, max = min } }) => [10, min, max],
  decimal: ({ decimal }) => ['9.5', decimal?.min, decimal?.max, '0.5', '0'],
  boolean: () => [true],
  date: () => ['2030-01-15'],
  time: () => ['09:00:00'],
  dateTime: () => ['2030-01-15T09:00:00+01:00'],
  duration: () => ['PT1H', 'PT1S'],
  choice: ({ options }) => options,
};

/**
 * Returns a valid value of a field: its own example, or one derived from its kind, title and bounds. A text begins with
 * `prefix` if that is valid. Undefined if no candidate is valid, for example because of a pattern.
 */
export function exampleOf(field: Field, prefix = 'Example'): unknown {
  const own = field.example === undefined ? [] : [field.example];
  return [...own, ...candidates[field.kind](field, prefix)].find((value) => field.schema.safeParse(value).success);
}
