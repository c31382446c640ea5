import { StoreTimeoutError, type Collection, type Store, type Stored } from './port.ts';

/** The result of waiting for a promise: its value, or that the time has passed. */
type Awaited<T> = { readonly kind: 'settled'; readonly value: T } | { readonly kind: 'late' };

/** Waits for a promise for at most `timeoutMs`. A result that has arrived in the meantime counts, also after a pause. */
async function waitFor<T>(promise: Promise<T>, timeoutMs: number): Promise<Awaited<T>> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<Awaited<T>>((resolve) => {
    // The event loop reads from its sockets between a timer and an immediate.
    timer = setTimeout(() => setImmediate(() => resolve({ kind: 'late' })), timeoutMs);
  });
  try {
    return await Promise.race([promise.then((value): Awaited<T> => ({ kind: 'settled', value })), late]);
  } finally {
    clearTimeout(timer);
  }
}

/** Runs operations of a store with a deadline. */
interface DeadlineRunner {
  run<T>(operation: () => Promise<T>): Promise<T>;
  stop(): void;
}

/**
 * Creates the runner of a store. An operation that takes too long makes the store count as stalled: until a ping gets
 * an answer, other operations fail at once, so that none waits for one deadline after another.
 */
function createRunner(ping: () => Promise<void>, timeoutMs: number): DeadlineRunner {
  let isStalled = false;
  let isStopped = false;

  async function watch(): Promise<void> {
    while (!isStopped) {
      // An error is an answer, too: operations report it themselves.
      const answer = ping().catch(() => undefined);
      if ((await waitFor(answer, timeoutMs)).kind === 'settled') break;
    }
    isStalled = false;
  }

  const timeout = (): StoreTimeoutError => new StoreTimeoutError(`the store did not respond within ${timeoutMs} ms`);
  return {
    run: async (operation) => {
      if (isStalled) throw timeout();
      const result = await waitFor(operation(), timeoutMs);
      if (result.kind === 'settled') return result.value;
      if (!isStalled) {
        isStalled = true;
        void watch();
      }
      throw timeout();
    },
    stop: () => (isStopped = true),
  };
}

function limitCollection<D extends Stored>(collection: Collection<D>, run: DeadlineRunner['run']): Collection<D> {
  return {
    insert: (documents) => run(() => collection.insert(documents)),
    find: (filter, options) => run(() => collection.find(filter, options)),
    findOne: (filter, options) => run(() => collection.findOne(filter, options)),
    count: (filter, options) => run(() => collection.count(filter, options)),
    findGroups: (grouping, options) => run(() => collection.findGroups(grouping, options)),
    countGroups: (grouping) => run(() => collection.countGroups(grouping)),
    update: (filter, update) => run(() => collection.update(filter, update)),
    updateMany: (filter, update) => run(() => collection.updateMany(filter, update)),
    upsert: (filter, update) => run(() => collection.upsert(filter, update)),
    remove: (filter) => run(() => collection.remove(filter)),
    removeMany: (filter) => run(() => collection.removeMany(filter)),
    changes: (options) => collection.changes(options),
  };
}

/**
 * Returns a store whose operations take at most `timeoutMs` milliseconds; after that they throw `StoreTimeoutError`. A
 * write may still be executed later. Opening a collection has no deadline, because it may build indexes, and neither have
 * feeds of changes, which wait.
 */
export function withDeadline(store: Store, timeoutMs: number): Store {
  const { run, stop } = createRunner(() => store.ping(), timeoutMs);
  return {
    description: store.description,
    collection: async (name, indexes) => limitCollection(await store.collection(name, indexes), run),
    ensureDurableReads: () => run(() => store.ensureDurableReads()),
    ping: () => run(() => store.ping()),
    close: () => {
      stop();
      return store.close();
    },
  };
}
