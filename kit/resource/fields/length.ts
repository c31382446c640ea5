import { z } from 'zod';

/** The lengths that a text can have. */
export interface Length {
  readonly min?: number;
  readonly max: number;
}

/** Returns the schema of a text of these lengths. */
export const textOf = ({ min = 0, max }: Length) =>
  z
    .string('must be text')
    .min(min, `must have at least ${min} character${min === 1 ? '' : 's'}`)
    .max(max, `must have at most ${max} characters`);
