import { parseArgs } from 'node:util';

/** What a run is told. */
export interface Options {
  readonly seed: number;
  readonly operations: number;
  readonly workers: number;
  /** Services killed with -9; on a replica set its members too, and their primary is made to step down. */
  readonly kills: number;
  readonly store: 'embedded' | 'mongo' | 'replica-set';
}

const stores = ['embedded', 'mongo', 'replica-set'] as const;

export const usage = `npm run chaos -- [options]
  --store embedded|mongo|replica-set   where documents are (embedded)
  --operations N                       requests to send (2000)
  --workers N                          how many clients send them at once (16)
  --kills N                            processes killed with -9 meanwhile (4)
  --seed N                             for another run like one that failed (random)`;

function count(name: string, text: string): number {
  const value = Number(text);
  if (Number.isSafeInteger(value) && value >= 0) return value;
  throw new Error(`--${name} is to be a whole number\n${usage}`);
}

/** Reads the command line. Throws an error that shows the usage. */
export function readOptions(given: readonly string[]): Options {
  const { values } = parseArgs({
    args: [...given],
    options: {
      seed: { type: 'string', default: String(Math.floor(Math.random() * 2 ** 31)) },
      operations: { type: 'string', default: '2000' },
      workers: { type: 'string', default: '16' },
      kills: { type: 'string', default: '4' },
      store: { type: 'string', default: 'embedded' },
    },
  });
  const store = stores.find((each) => each === values.store);
  if (store === undefined) throw new Error(`--store is to be one of ${stores.join(', ')}\n${usage}`);
  return {
    store,
    seed: count('seed', values.seed),
    operations: count('operations', values.operations),
    workers: count('workers', values.workers),
    kills: count('kills', values.kills),
  };
}
