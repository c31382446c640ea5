import { parseArgs } from 'node:util';
import { faultKindNames, faultKinds, stores, type ChaosStore, type FaultKind } from './faults/kinds.ts';

/** The options of a run. */
export interface ChaosOptions {
  readonly seed: number;
  readonly operations: number;
  readonly workers: number;
  readonly store: ChaosStore;
  /** The number of faults to inject. */
  readonly faultCount: number;
  /** The kinds of faults to choose from; undefined for all that the store and the machine allow. */
  readonly faults: readonly FaultKind[] | undefined;
}

const describeFaults = (): string =>
  faultKindNames
    .map((kind) => `    ${kind.padEnd(10)} ${faultKinds[kind].description} (${faultKinds[kind].stores.join(', ')})`)
    .join('\n');

export const usage = `npm run chaos -- [options]
  --store embedded|mongo|replica-set   the store to run on (default: embedded)
  --operations N                       operations to send (default: 2000)
  --workers N                          concurrent clients (default: 16)
  --fault-count N                      faults to inject (default: 8)
  --faults KIND,…                      kinds of faults (default: all that the store and the machine allow):
${describeFaults()}
  --seed N                             reproduces a failed run (default: random)`;

function count(name: string, text: string): number {
  const value = Number(text);
  if (Number.isSafeInteger(value) && value >= 0) return value;
  throw new Error(`--${name} is "${text}"; expected a non-negative integer\n${usage}`);
}

function parseFaults(text: string): readonly FaultKind[] {
  return text.split(',').map((name) => {
    const kind = faultKindNames.find((each) => each === name);
    if (kind === undefined)
      throw new Error(`--faults has "${name}"; expected some of ${faultKindNames.join(', ')}\n${usage}`);
    return kind;
  });
}

/** Parses the command line. @throws an error that contains the usage. */
export function readOptions(args: readonly string[]): ChaosOptions {
  const { values } = parseArgs({
    args: [...args],
    options: {
      seed: { type: 'string', default: String(Math.floor(Math.random() * 2 ** 31)) },
      operations: { type: 'string', default: '2000' },
      workers: { type: 'string', default: '16' },
      'fault-count': { type: 'string', default: '8' },
      faults: { type: 'string' },
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
    faultCount: count('fault-count', values['fault-count']),
    faults: values.faults === undefined ? undefined : parseFaults(values.faults),
  };
}

/** Returns the command that repeats a run. */
export function commandOf({ store, operations, workers, faultCount, faults, seed }: ChaosOptions): string {
  const chosen = faults === undefined ? '' : ` --faults ${faults.join(',')}`;
  return `npm run chaos -- --store ${store} --operations ${operations} --workers ${workers} --fault-count ${faultCount}${chosen} --seed ${seed}`;
}
