import { openApiOf, openApiType } from '../openapi/document.ts';
import { ok } from '../exchange.ts';
import type { RouteTable } from './table.ts';

/** `GET /openapi.json`: the service in OpenAPI 3.1, where `service-desc` leads (RFC 8631). */
export const descriptionRoute = (givesTokens: boolean): RouteTable[number] => [
  '/openapi.json',
  {
    GET: ({ served, places, header }) => {
      const { definition, limits } = served.resource;
      const wantsJson = header('accept')?.includes('application/json') === true;
      const description = openApiOf({ definition, limits, base: places.base, givesTokens });
      return Promise.resolve(ok(description, { type: wantsJson ? 'application/json' : openApiType }));
    },
  },
];
