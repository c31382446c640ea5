import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import type { Collection, Store, Stored } from '../../kit/store/port.ts';
import { readMethods, writeMethods } from './store-methods.ts';

/** A store that records its operations: `find events`, `insert registrations`, … */
export interface RecordingStore extends Store {
  readonly reads: string[];
  readonly writes: string[];
  /** If set, reads begin after it. */
  hold: Promise<void> | undefined;
}

/** Wraps a store so that it records the method and the collection of each read and write. */
export function recordOperations(store: Store): RecordingStore {
  const reads: string[] = [];
  const writes: string[] = [];
  const recording = <D extends Stored>(name: string, collection: Collection<D>): Collection<D> =>
    new Proxy(collection, {
      get: (target, property) => {
        const member: unknown = Reflect.get(target, property);
        if (typeof member !== 'function') return member;
        return (...args: unknown[]): unknown => {
          const method = String(property);
          const isRead = readMethods.has(method);
          if (isRead) reads.push(`${method} ${name}`);
          else if (writeMethods.has(method)) writes.push(`${method} ${name}`);
          const call = (): unknown => Reflect.apply(member, target, args);
          return isRead && recordingStore.hold !== undefined ? recordingStore.hold.then(call) : call();
        };
      },
    });
  const recordingStore: RecordingStore = {
    ...store,
    reads,
    writes,
    hold: undefined,
    collection: async (name, indexes) => recording(name, await store.collection(name, indexes)),
  };
  return recordingStore;
}

export interface SentRequest {
  readonly origin: string;
  readonly path: string;
  readonly body: string;
}

/** Calls `listener` for each HTTP request that this process begins to send, or that ends without a response. */
export function onRequest(
  event: 'create' | 'error',
  listener: (request: Pick<SentRequest, 'origin' | 'path'>) => void,
): Disposable {
  const onMessage = (message: unknown): void => {
    const { request } = message as { request: { origin: unknown; path: string } };
    listener({ origin: String(request.origin), path: request.path });
  };
  subscribe(`undici:request:${event}`, onMessage);
  return { [Symbol.dispose]: () => void unsubscribe(`undici:request:${event}`, onMessage) };
}

/** Resolves when a server in this process receives the next request to a path. */
export function nextRequestTo(path: string): Promise<void> {
  const channel = 'http.server.request.start';
  return new Promise((resolve) => {
    const onMessage = (message: unknown): void => {
      if ((message as { request: { url?: string } }).request.url !== path) return;
      unsubscribe(channel, onMessage);
      resolve();
    };
    subscribe(channel, onMessage);
  });
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
