import { parseArgs } from 'node:util';
import { z } from 'zod';

/** The command-line options of `npm run bench:registrations`. */
export interface BenchOptions {
  /** The directory of another checkout to compare with. */
  readonly against: string | undefined;
  /** The number of windows of each contender in each case. */
  readonly rounds: number;
  /** The stores and cases to measure: those whose title includes the text. */
  readonly store: string;
  readonly title: string;
}

const shape = z.object({
  against: z.string().optional(),
  rounds: z.coerce.number().int().min(1),
  store: z.string(),
  title: z.string(),
});

/** @throws Error if an option is unknown or invalid */
export function readOptions(args: readonly string[]): BenchOptions {
  const { values } = parseArgs({
    args: [...args],
    options: {
      against: { type: 'string' },
      rounds: { type: 'string', default: '3' },
      store: { type: 'string', default: '' },
      title: { type: 'string', default: '' },
    },
  });
  return { against: undefined, ...shape.parse(values) };
}
