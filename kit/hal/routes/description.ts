import type { DescribedService } from '../openapi/described.ts';
import { openApiDocument, openApiType } from '../openapi/document.ts';
import { unconditional } from '../media-types.ts';
import { ok, type RouteTable, type HalRequest } from '../request.ts';

/** What is described. What other resources add can change. */
export interface DescriptionSettings extends Omit<DescribedService, 'base' | 'additions'> {
  readonly additions: () => DescribedService['additions'];
}

/** Creates `GET /openapi.json`: the OpenAPI 3.1 description that `service-desc` links to (RFC 8631). */
export const descriptionRoutes = ({ additions, ...described }: DescriptionSettings): RouteTable<HalRequest> => [
  [
    '/openapi.json',
    {
      GET: ({ baseUrl }) =>
        Promise.resolve(ok(openApiDocument({ ...described, base: baseUrl, additions: additions() }))),
    },
    unconditional(openApiType, 'application/json'),
  ],
];
