import fc from 'fast-check';
import { exampleOf } from '../../kit/graphql/playground/example-value.ts';
import type { Definition } from '../../kit/resource/definition/definition.ts';
import type { Field } from '../../kit/resource/fields/index.ts';

const dayMs = 86_400_000;
const later = (date: string, days: number): string => new Date(Date.parse(date) + days * dayMs).toISOString();

/** Returns candidates for values that differ from `value`, and from those with another number. */
function variantsOf({ kind, options }: Field, value: unknown, number: number): readonly unknown[] {
  if (typeof value === 'number') return [value + number, value - number];
  if (typeof value === 'boolean') return [!value];
  if (kind === 'choice') return options.filter((option) => option !== value);
  const text = String(value);
  if (/^\d{4}-\d\d-\d\d/.test(text)) return [later(text, number), later(text, number).slice(0, 10)];
  return [`${text} ${number}`, `${text}${number}`, `${number}${text}`, text.replace(/\d+/, String(number))];
}

/** Returns a text that matches the field's pattern, if it has one: another text for another number. */
const matchingText = ({ kind, pattern }: Field, number: number): string | undefined =>
  kind === 'text' && pattern !== undefined
    ? fc.sample(fc.stringMatching(new RegExp(pattern, 'u')), { seed: number, numRuns: 1 })[0]
    : undefined;

/**
 * Returns a valid value for a positive number: another one for another number, unless the field has few values.
 * @throws Error if the field needs an example
 */
export function variantOf(field: Field, number: number): unknown {
  const isValid = (value: unknown): boolean => field.schema.safeParse(value).success;
  const variant = variantsOf(field, exampleOf(field, 'Sample'), number).find(isValid);
  const found = variant ?? [matchingText(field, number)].find(isValid);
  if (found === undefined) throw new Error(`no sample of "${field.title}" is valid: give the field an example`);
  return found;
}

const isDistinct = ({ fields, unique }: Definition, name: string): boolean =>
  fields[name]?.unique === true || unique.some((combination) => combination.fields.includes(name));

/** Returns the values that a new document needs, from the kinds and the examples of its fields. */
export const sampleFields = (definition: Definition, number: number): Readonly<Record<string, unknown>> =>
  Object.fromEntries(
    Object.entries(definition.fields)
      .filter(([, { required }]) => required)
      .map(([name, field]) => {
        const example = isDistinct(definition, name) ? undefined : exampleOf(field, `Sample ${number}`);
        return [name, example ?? variantOf(field, number)];
      }),
  );

/** Returns a value for each secret field. */
export const sampleSecrets = ({ fields }: Definition): Readonly<Record<string, unknown>> =>
  Object.fromEntries(
    Object.entries(fields)
      .filter(([, { kind }]) => kind === 'secret')
      .map(([name, field]) => [name, exampleOf(field, 'Secret') ?? variantOf(field, 1)]),
  );
