import type { DescribedService } from './described.ts';
import { inputTypes, requestBody, type Paths } from './operations.ts';
import {
  etagHeader,
  halContent,
  jsonContent,
  conditionalReadResponses,
  readStatuses,
  problemRefs,
  response,
} from './responses.ts';
import { schemaRef } from './schema.ts';

/** The paths of a service that issues tokens. */
const tokenPaths: Paths = {
  '/token': {
    post: {
      operationId: 'getToken',
      summary: 'Get a Bearer token for a username and password, or renew one',
      security: [{ basic: [] }, { bearer: [] }, {}],
      requestBody: requestBody(
        {
          type: 'object',
          properties: { username: { type: 'string' }, password: { type: 'string' } },
          required: ['username', 'password'],
          additionalProperties: false,
        },
        inputTypes,
        false,
      ),
      responses: {
        200: response('The token.', halContent(schemaRef('Token'))),
        ...problemRefs([...readStatuses, 413, 415]),
      },
    },
  },
  '/jwks': {
    get: {
      operationId: 'readKeys',
      summary: 'Get the public keys that verify tokens (RFC 7517)',
      security: [],
      responses: {
        200: response('The keys.', { 'application/jwk-set+json': { schema: { type: 'object' } } }, etagHeader),
        ...conditionalReadResponses,
        ...problemRefs(readStatuses),
      },
    },
  },
};

/** Describes the paths that every service has, whatever its resource. */
export function generalPaths({ issuesTokens }: DescribedService): Paths {
  const optionalSecurity = { security: [{}, { basic: [] }, { bearer: [] }] };
  return {
    '/': {
      get: {
        operationId: 'home',
        summary: 'Get the home document',
        ...optionalSecurity,
        responses: {
          200: response('The home document.', halContent(schemaRef('Home')), etagHeader),
          ...conditionalReadResponses,
          ...problemRefs(readStatuses),
        },
      },
    },
    '/health': {
      get: {
        operationId: 'health',
        summary: 'Check the health of the service',
        ...optionalSecurity,
        responses: {
          200: response('The service is operational.', jsonContent({ type: 'object' })),
          ...problemRefs(readStatuses.filter((status) => status !== 503)),
          503: response('The store is unavailable, or accepts no writes.', jsonContent({ type: 'object' })),
        },
      },
    },
    ...(issuesTokens ? tokenPaths : {}),
  };
}
