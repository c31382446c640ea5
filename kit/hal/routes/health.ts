import type { Maintenance } from '../../resource/resource.ts';
import type { Store } from '../../store/port.ts';
import { json } from '../media-types.ts';
import { ok, type RouteTable, type HalRequest } from '../request.ts';

/** What a service's health is told from. */
export interface HealthParts {
  readonly name: string;
  readonly store: Store;
  readonly upkeep: Maintenance;
}

/** `GET /health`: 200 while the store answers, 503 when it does not; with the number of intentions under way. */
export const healthRoutes = ({ name, store, upkeep }: HealthParts): RouteTable<HalRequest> => [
  [
    '/health',
    {
      GET: async () => {
        const reachable = await store.ping().then(
          () => true,
          () => false,
        );
        const intentions = reachable ? { intentions: { pending: await upkeep.pendingCount() } } : {};
        const [status, storeState] = reachable ? ['ok', 'ok'] : ['degraded', 'away'];
        const body = { status, service: name, store: storeState, ...intentions };
        return ok(body, {
          status: reachable ? 200 : 503,
          headers: { 'cache-control': 'no-store' },
        });
      },
    },
    json,
  ],
];
