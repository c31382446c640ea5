import { StoreUnavailableError, type Collection, type Store, type Stored } from '../../kit/store/port.ts';

/** A store that can be made to die in the middle of what somebody does with it. */
export interface FailingStore extends Store {
  /** Lets so many writes through; the next one is lost, or done and not answered, and then nothing is answered. */
  failAfter(writes: number, last: 'lost' | 'done'): void;
  /** Answers again; says whether it had died. */
  restore(): boolean;
}

const writeMethods = new Set<PropertyKey>(['insert', 'update', 'updateMany', 'upsert', 'remove', 'removeMany']);

/** Makes a store mortal. */
export function createFailingStore(store: Store): FailingStore {
  let left = Infinity;
  let last: 'lost' | 'done' = 'lost';
  let dead = false;
  const refuse = (): never => {
    throw new StoreUnavailableError('the store has died');
  };
  async function perform(isWrite: boolean, call: () => unknown): Promise<unknown> {
    if (dead) return refuse();
    if (!isWrite || left-- > 0) return call();
    dead = true;
    if (last === 'done') await call();
    return refuse();
  }
  const wrapped = <D extends Stored>(collection: Collection<D>): Collection<D> =>
    new Proxy(collection, {
      get: (target, property) => {
        const member: unknown = Reflect.get(target, property);
        if (typeof member !== 'function') return member;
        return (...given: unknown[]) =>
          perform(writeMethods.has(property), () => Reflect.apply(member, target, given) as unknown);
      },
    });
  return {
    ...store,
    ensureDurableReads: async () => void (await perform(false, () => store.ensureDurableReads())),
    collection: async (name, indexes) => wrapped(await store.collection(name, indexes)),
    failAfter: (writes, how) => {
      [left, last] = [writes, how];
    },
    restore: () => {
      const died = dead;
      [left, dead] = [Infinity, false];
      return died;
    },
  };
}
