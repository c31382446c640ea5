import { StoreUnavailableError, type Collection, type Store, type Stored } from '../../kit/store/port.ts';
import { writeMethods } from './store-methods.ts';

/** A store that fails on demand, in the middle of an operation. */
export interface FailingStore extends Store {
  /** Fails after this many writes. The next write is lost, or applied without a response; then every call fails. */
  failAfter(writes: number, lastWrite: 'lost' | 'applied'): void;
  /** Whether it fails now. */
  readonly isFailing: boolean;
  /** Stops failing. Returns whether the store had failed. */
  restore(): boolean;
}

/** Wraps a store so that it can fail. */
export function createFailingStore(store: Store): FailingStore {
  let remainingWrites = Infinity;
  let lastWrite: 'lost' | 'applied' = 'lost';
  let hasFailed = false;
  const fail = (): never => {
    throw new StoreUnavailableError('the store has failed');
  };
  async function perform<T>(isWrite: boolean, call: () => T | Promise<T>): Promise<T> {
    if (hasFailed) return fail();
    if (!isWrite || remainingWrites-- > 0) return call();
    hasFailed = true;
    if (lastWrite === 'applied') await call();
    return fail();
  }
  const wrapped = <D extends Stored>(collection: Collection<D>): Collection<D> =>
    new Proxy(collection, {
      get: (target, property) => {
        const member: unknown = Reflect.get(target, property);
        if (typeof member !== 'function') return member;
        return (...args: unknown[]) =>
          perform(writeMethods.has(property), () => Reflect.apply(member, target, args) as unknown);
      },
    });
  return {
    ...store,
    ensureDurableReads: () => perform(false, () => store.ensureDurableReads()),
    collection: async (name, indexes) => wrapped(await store.collection(name, indexes)),
    failAfter: (writes, mode) => {
      [remainingWrites, lastWrite] = [writes, mode];
    },
    get isFailing() {
      return hasFailed;
    },
    restore: () => {
      const failed = hasFailed;
      [remainingWrites, hasFailed] = [Infinity, false];
      return failed;
    },
  };
}
