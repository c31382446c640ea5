import { parseArgs } from 'node:util';
import { z } from 'zod';

const count = z.coerce.number().int().min(1);
const shape = z.object({
  people: count,
  seats: count,
  seconds: z.coerce.number().positive(),
  connections: count,
  cancellations: z.coerce.number().int().min(0),
  crowds: count,
  store: z.string(),
});

/** The command-line options of `npm run bench:stampede`. */
export type StampedeOptions = Readonly<z.infer<typeof shape>>;

const text = (defaultValue: string) => ({ type: 'string', default: defaultValue }) as const;

/** @throws Error if an option is unknown or invalid */
export function readOptions(args: readonly string[]): StampedeOptions {
  const { values } = parseArgs({
    args: [...args],
    options: {
      people: text('20000'),
      seats: text('500'),
      seconds: text('10'),
      connections: text('4000'),
      cancellations: text('50'),
      crowds: text('1'),
      store: text(''),
    },
  });
  return shape.parse(values);
}
