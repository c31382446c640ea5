import type { DescribedService } from '../openapi/described.ts';
import { openApiDocument, openApiType } from '../openapi/document.ts';
import { unconditional } from '../media-types.ts';
import { ok, type RouteTable, type HalRequest } from '../request.ts';

/** Creates `GET /openapi.json`: the OpenAPI 3.1 description that `service-desc` links to (RFC 8631). */
export const descriptionRoutes = (described: Omit<DescribedService, 'base'>): RouteTable<HalRequest> => [
  [
    '/openapi.json',
    {
      GET: ({ baseUrl }) => Promise.resolve(ok(openApiDocument({ ...described, base: baseUrl }))),
    },
    unconditional(openApiType, 'application/json'),
  ],
];
