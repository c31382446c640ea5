import { parseArgs } from 'node:util';

/** The options of a run. */
export interface ChaosOptions {
  readonly seed: number;
  readonly operations: number;
  readonly workers: number;
  /** The number of faults: SIGKILL for services; on a replica set also SIGKILL and step-down for the primary. */
  readonly kills: number;
  readonly store: 'embedded' | 'mongo' | 'replica-set';
}

const stores = ['embedded', 'mongo', 'replica-set'] as const;

export const usage = `npm run chaos -- [options]
  --store embedded|mongo|replica-set   the store to run on (default: embedded)
  --operations N                       operations to send (default: 2000)
  --workers N                          concurrent clients (default: 16)
  --kills N                            faults to inject (default: 4)
  --seed N                             reproduces a failed run (default: random)`;

function count(name: string, text: string): number {
  const value = Number(text);
  if (Number.isSafeInteger(value) && value >= 0) return value;
  throw new Error(`--${name} is "${text}"; expected a non-negative integer\n${usage}`);
}

/** Parses the command line. @throws an error that contains the usage. */
export function readOptions(args: readonly string[]): ChaosOptions {
  const { values } = parseArgs({
    args: [...args],
    options: {
      seed: { type: 'string', default: String(Math.floor(Math.random() * 2 ** 31)) },
      operations: { type: 'string', default: '2000' },
      workers: { type: 'string', default: '16' },
      kills: { type: 'string', default: '4' },
      store: { type: 'string', default: 'embedded' },
    },
  });
  const store = stores.find((each) => each === values.store);
  if (store === undefined)
    throw new Error(`--store is "${values.store}"; expected one of ${stores.join(', ')}\n${usage}`);
  return {
    store,
    seed: count('seed', values.seed),
    operations: count('operations', values.operations),
    workers: count('workers', values.workers),
    kills: count('kills', values.kills),
  };
}
