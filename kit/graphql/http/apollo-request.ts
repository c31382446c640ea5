import { HeaderMap, type HTTPGraphQLRequest } from '@apollo/server';
import type { Request } from 'express';
import { parametersOf } from './request-parameters.ts';
import { requestType } from './validate-request.ts';

/** Returns the headers of a request as Apollo Server takes them. */
export function headerMapOf({ headers }: Pick<Request, 'headers'>): HeaderMap {
  const map = new HeaderMap();
  for (const name in headers) {
    const value = headers[name];
    if (value !== undefined) map.set(name, Array.isArray(value) ? value.join(', ') : value);
  }
  return map;
}

/** Returns a valid request as one by `POST`: Apollo Server would not subscribe by `GET`. */
export const postRequestOf = (request: Request): HTTPGraphQLRequest => ({
  method: 'POST',
  headers: headerMapOf(request).set('content-type', requestType),
  search: '',
  body: parametersOf(request),
});
