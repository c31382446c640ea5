import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import type { Collection, Store, Stored } from '../../kit/store/port.ts';

/** The reads of a store: `find events`, `findGroups registrations`, … */
export interface RecordingStore extends Store {
  readonly reads: string[];
}

const readMethods = ['find', 'findOne', 'count', 'findGroups', 'countGroups'] as const;

/** A store that notes what it is asked; what is asked goes through unchanged. */
export function recordReads(store: Store): RecordingStore {
  const reads: string[] = [];
  const noting = <D extends Stored>(name: string, collection: Collection<D>): Collection<D> =>
    new Proxy(collection, {
      get: (target, property) => {
        const member: unknown = Reflect.get(target, property);
        if (typeof member !== 'function') return member;
        return (...given: unknown[]): unknown => {
          if (readMethods.some((each) => each === property)) reads.push(`${String(property)} ${name}`);
          return Reflect.apply(member, target, given);
        };
      },
    });
  return { ...store, reads, collection: async (name, indexes) => noting(name, await store.collection(name, indexes)) };
}

export interface SentRequest {
  readonly origin: string;
  readonly path: string;
  readonly body: string;
}

/** Notes the HTTP requests that this process sends while something runs. */
export async function recordRequests(run: () => Promise<unknown>): Promise<readonly SentRequest[]> {
  const sent: SentRequest[] = [];
  const note = (message: unknown): void => {
    const { request } = message as { request: { origin: unknown; path: string; body: unknown } };
    sent.push({ origin: String(request.origin), path: request.path, body: String(request.body) });
  };
  subscribe('undici:request:create', note);
  try {
    await run();
  } finally {
    unsubscribe('undici:request:create', note);
  }
  return sent;
}
