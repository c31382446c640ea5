import { z } from 'zod';
import { malformed } from './common-problems.ts';
import { fail, succeed, type Outcome } from './problems.ts';

/** Parses what another service sends to an internal operation. Fails with `Malformed` if it has another shape. */
export function parseInternalInput<T>(shape: z.ZodType<T>, input: unknown): Outcome<T> {
  const parsed = shape.safeParse(input);
  return parsed.success ? succeed(parsed.data) : fail(malformed(z.prettifyError(parsed.error)));
}
