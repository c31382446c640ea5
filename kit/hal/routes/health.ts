import { ok } from '../exchange.ts';
import type { Store } from '../../store/port.ts';
import type { RouteTable } from './table.ts';

/** `GET /health`: 200 while the store answers, 503 when it does not. */
export const healthRoute = (store: Store): RouteTable[number] => [
  '/health',
  {
    GET: async ({ served }) => {
      const reachable = await store.ping().then(
        () => true,
        () => false,
      );
      const body = { status: reachable ? 'ok' : 'degraded', service: served.name, store: reachable ? 'ok' : 'away' };
      return ok(body, {
        status: reachable ? 200 : 503,
        type: 'application/json',
        headers: { 'cache-control': 'no-store' },
      });
    },
  },
];
