/** The stores that a run can use. */
export const stores = ['embedded', 'mongo', 'replica-set'] as const;
export type ChaosStore = (typeof stores)[number];

interface FaultDescription {
  readonly description: string;
  readonly stores: readonly ChaosStore[];
}

/** The kinds of faults, and the stores on which they can happen. */
export const faultKinds = {
  kill: { description: 'a part is killed with SIGKILL and started again', stores },
  stop: { description: 'a part is stopped with SIGSTOP for longer than the timeouts', stores },
  clock: { description: 'the clock of one part steps by ±2 h, and back', stores },
  guest: { description: 'hostile services register, and attack the registrations of others', stores },
  disk: { description: 'the disk is full for some seconds; needs Linux and root', stores: ['embedded'] },
  starter: {
    description: 'a second process starts on a directory that is in use or whose user was just killed',
    stores: ['embedded'],
  },
  'store-stop': {
    description: 'a mongod is stopped with SIGSTOP for longer than STORE_TIMEOUT_MS',
    stores: ['mongo', 'replica-set'],
  },
  failover: { description: 'the primary is killed or steps down', stores: ['replica-set'] },
} as const satisfies Record<string, FaultDescription>;

export type FaultKind = keyof typeof faultKinds;
export const faultKindNames = Object.keys(faultKinds) as readonly FaultKind[];

/** Whether a kind of fault can happen on a store. */
export const isPossibleOn = (store: ChaosStore, kind: FaultKind): boolean =>
  faultKinds[kind].stores.some((each) => each === store);

/** Returns why a kind of fault is impossible on this store or machine; undefined if it is possible. */
export function impossibleBecause(
  kind: FaultKind,
  { store, disk }: { readonly store: ChaosStore; readonly disk: unknown },
): string | undefined {
  if (!isPossibleOn(store, kind)) return `the store is ${store}; it needs ${faultKinds[kind].stores.join(' or ')}`;
  return kind === 'disk' && disk === undefined ? 'this machine cannot mount a file system' : undefined;
}
