import type { Maintenance } from '../../resource/resource.ts';
import type { Store } from '../../store/port.ts';
import { json } from '../media-types.ts';
import { ok, type RouteTable, type HalRequest } from '../request.ts';

/** What a health check examines. */
export interface HealthParts {
  readonly name: string;
  readonly store: Store;
  readonly maintenance: Maintenance;
}

/** Creates `GET /health`: 200 while the store responds, else 503; with the number of pending writes (`intentions`). */
export const healthRoutes = ({ name, store, maintenance }: HealthParts): RouteTable<HalRequest> => [
  [
    '/health',
    {
      GET: async () => {
        const isReachable = await store.ping().then(
          () => true,
          () => false,
        );
        const intentions = isReachable ? { intentions: { pending: await maintenance.pendingCount() } } : {};
        const [status, storeState] = isReachable ? ['ok', 'ok'] : ['degraded', 'away'];
        const body = { status, service: name, store: storeState, ...intentions };
        return ok(body, {
          status: isReachable ? 200 : 503,
          headers: { 'cache-control': 'no-store' },
        });
      },
    },
    json,
  ],
];
