import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import type { Collection, Store, Stored } from '../../kit/store/port.ts';

/** A store that records its reads: `find events`, `findGroups registrations`, … */
export interface RecordingStore extends Store {
  readonly reads: string[];
}

const readMethods = ['find', 'findOne', 'count', 'findGroups', 'countGroups'] as const;

/** Wraps a store so that it records the method and the collection of each read. */
export function recordReads(store: Store): RecordingStore {
  const reads: string[] = [];
  const recording = <D extends Stored>(name: string, collection: Collection<D>): Collection<D> =>
    new Proxy(collection, {
      get: (target, property) => {
        const member: unknown = Reflect.get(target, property);
        if (typeof member !== 'function') return member;
        return (...args: unknown[]): unknown => {
          if (readMethods.some((each) => each === property)) reads.push(`${String(property)} ${name}`);
          return Reflect.apply(member, target, args);
        };
      },
    });
  return {
    ...store,
    reads,
    collection: async (name, indexes) => recording(name, await store.collection(name, indexes)),
  };
}

export interface SentRequest {
  readonly origin: string;
  readonly path: string;
  readonly body: string;
}

/** Returns the HTTP requests that this process sends while `run` is pending. */
export async function recordRequests(run: () => Promise<unknown>): Promise<readonly SentRequest[]> {
  const sent: SentRequest[] = [];
  const onCreate = (message: unknown): void => {
    const { request } = message as { request: { origin: unknown; path: string; body: unknown } };
    sent.push({ origin: String(request.origin), path: request.path, body: String(request.body) });
  };
  subscribe('undici:request:create', onCreate);
  try {
    await run();
  } finally {
    unsubscribe('undici:request:create', onCreate);
  }
  return sent;
}
