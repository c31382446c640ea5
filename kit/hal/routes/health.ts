import type { Maintenance } from '../../resource/resource.ts';
import { StoreNotWritableError, type Store } from '../../store/port.ts';
import { json } from '../media-types.ts';
import { ok, type RouteTable, type HalRequest } from '../request.ts';

/** What a health check examines. */
export interface HealthParts {
  readonly name: string;
  readonly store: Store;
  readonly maintenance: Maintenance;
  /** Returns sentences about what does not fit between the service and others; see `kit/remote/watch-mismatches.ts`. */
  readonly warnings: () => readonly string[];
}

/** The state of a store, in a health document. */
export type StoreState = 'ok' | 'read-only' | 'away';

/** Asks a store for its state: `read-only` while it refuses writes, for instance because its disk is full. */
export const storeStateOf = (store: Store): Promise<StoreState> =>
  store.ping().then(
    () => 'ok',
    (error: unknown) => (error instanceof StoreNotWritableError ? 'read-only' : 'away'),
  );

/**
 * Creates `GET /health`: 200 while the store responds and accepts writes, else 503; with the number of pending writes
 * (`intentions`), and `warnings` if there are any.
 */
export const healthRoutes = ({ name, store, maintenance, warnings }: HealthParts): RouteTable<HalRequest> => [
  [
    '/health',
    {
      GET: async () => {
        const state = await storeStateOf(store);
        const intentions = state === 'away' ? {} : { intentions: { pending: await maintenance.pendingCount() } };
        const found = warnings();
        const remarks = found.length === 0 ? {} : { warnings: found };
        const status = state === 'ok' ? 'ok' : 'degraded';
        return ok(
          { status, service: name, store: state, ...intentions, ...remarks },
          {
            status: state === 'ok' ? 200 : 503,
            headers: { 'cache-control': 'no-store' },
          },
        );
      },
    },
    json,
  ],
];
