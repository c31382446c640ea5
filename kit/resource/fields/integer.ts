import { z } from 'zod';
import { define, type FieldDocumentation } from './field.ts';

/** Declares a whole number from `min` to `max`. */
export function integer({
  min,
  max,
  ...documentation
}: FieldDocumentation<number> & { readonly min: number; readonly max: number }) {
  const schema = z
    .number('must be a whole number')
    .refine(Number.isSafeInteger, 'must be a whole number')
    .min(min, `must be at least ${min}`)
    .max(max, `must be at most ${max}`);
  return define<number>({ ...documentation, kind: 'integer', schema, bounds: { min, max } });
}
