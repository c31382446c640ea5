import { unconditional } from '../media-types.ts';
import { ok, type RouteTable, type HalRequest } from '../request.ts';

/** Creates `GET` of a text that is generated for each request and must not be cached. */
export const dynamicTextRoutes = (
  path: string,
  { type, read }: { readonly type: string; readonly read: () => Promise<string> },
): RouteTable<HalRequest> => [
  [path, { GET: async () => ok(await read(), { headers: { 'cache-control': 'no-store' } }) }, unconditional(type)],
];

/** Creates `GET` of a constant text. */
export const staticTextRoutes = (path: string, text: string): RouteTable<HalRequest> => [
  [path, { GET: () => Promise.resolve(ok(text)) }, unconditional('text/plain')],
];
