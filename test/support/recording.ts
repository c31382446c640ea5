import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import type { Collection, Store, Stored } from '../../kit/store/port.ts';

/** A store that records its reads: `find events`, `findGroups registrations`, … */
export interface RecordingStore extends Store {
  readonly reads: string[];
  /** If set, reads begin after it. */
  hold: Promise<void> | undefined;
}

const readMethods = ['find', 'findOne', 'count', 'findGroups', 'countGroups'] as const;

/** Wraps a store so that it records the method and the collection of each read. */
export function recordReads(store: Store): RecordingStore {
  const reads: string[] = [];
  const isRead = (property: unknown): boolean => readMethods.some((each) => each === property);
  const recording = <D extends Stored>(name: string, collection: Collection<D>): Collection<D> =>
    new Proxy(collection, {
      get: (target, property) => {
        const member: unknown = Reflect.get(target, property);
        if (typeof member !== 'function') return member;
        return (...args: unknown[]): unknown => {
          if (!isRead(property)) return Reflect.apply(member, target, args) as unknown;
          reads.push(`${String(property)} ${name}`);
          const read = (): unknown => Reflect.apply(member, target, args);
          return recordingStore.hold === undefined ? read() : recordingStore.hold.then(read);
        };
      },
    });
  const recordingStore: RecordingStore = {
    ...store,
    reads,
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
