import type { DescribedService } from '../openapi/described.ts';
import { openApiOf, openApiType } from '../openapi/document.ts';
import { unconditional } from '../media-types.ts';
import { ok, type RouteTable, type HalRequest } from '../request.ts';

/** `GET /openapi.json`: the service in OpenAPI 3.1, where `service-desc` leads (RFC 8631). */
export const descriptionRoutes = (described: Omit<DescribedService, 'base'>): RouteTable<HalRequest> => [
  [
    '/openapi.json',
    {
      GET: ({ baseUrl }) => Promise.resolve(ok(openApiOf({ ...described, base: baseUrl }))),
    },
    unconditional(openApiType, 'application/json'),
  ],
];
