import { ok } from '../exchange.ts';
import type { Store } from '../../store/port.ts';
import type { RouteTable } from './table.ts';

/** `GET /health`: 200 while the store answers, 503 when it does not; with the number of intentions under way. */
export const healthRoute = (store: Store): RouteTable[number] => [
  '/health',
  {
    GET: async ({ served }) => {
      const reachable = await store.ping().then(
        () => true,
        () => false,
      );
      const intentions = reachable ? { intentions: { pending: await served.resource.upkeep.pending() } } : {};
      const [status, storeState] = reachable ? ['ok', 'ok'] : ['degraded', 'away'];
      const body = { status, service: served.name, store: storeState, ...intentions };
      return ok(body, {
        status: reachable ? 200 : 503,
        type: 'application/json',
        headers: { 'cache-control': 'no-store' },
      });
    },
  },
];
