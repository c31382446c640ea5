import type { Described } from '../openapi/described.ts';
import { openApiOf, openApiType } from '../openapi/document.ts';
import { unconditional } from '../media-types.ts';
import { ok, type RouteTable, type WebExchange } from '../request.ts';

/** `GET /openapi.json`: the service in OpenAPI 3.1, where `service-desc` leads (RFC 8631). */
export const descriptionRoutes = (described: Omit<Described, 'base'>): RouteTable<WebExchange> => [
  [
    '/openapi.json',
    {
      GET: ({ base }) => Promise.resolve(ok(openApiOf({ ...described, base }))),
    },
    unconditional(openApiType, 'application/json'),
  ],
];
