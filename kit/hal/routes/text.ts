import { unconditional } from '../media-types.ts';
import { ok, type RouteTable, type HalRequest } from '../request.ts';

/** `GET` of a text that is made anew each time it is asked for. */
export const freshTextRoutes = (
  path: string,
  { type, read }: { readonly type: string; readonly read: () => Promise<string> },
): RouteTable<HalRequest> => [
  [path, { GET: async () => ok(await read(), { headers: { 'cache-control': 'no-store' } }) }, unconditional(type)],
];

/** `GET` of a text that stays as it is. */
export const textRoutes = (path: string, text: string): RouteTable<HalRequest> => [
  [path, { GET: () => Promise.resolve(ok(text)) }, unconditional('text/plain')],
];
