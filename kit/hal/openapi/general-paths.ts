import type { DescribedService } from './described.ts';
import { inputTypes, requestBody, type Paths } from './operations.ts';
import { etagHeader, halContent, jsonContent, notModified, readStatuses, refusals, response } from './responses.ts';
import { schemaRef } from './schema.ts';

/** The paths of the service that issues tokens. */
const tokenPaths: Paths = {
  '/token': {
    post: {
      operationId: 'getToken',
      summary: 'Get a Bearer token for a username and a password, or renew one',
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
        200: response('A token.', halContent(schemaRef('Token'))),
        ...refusals([...readStatuses, 413, 415]),
      },
    },
  },
  '/jwks': {
    get: {
      operationId: 'readKeys',
      summary: 'The keys that tokens are checked with (RFC 7517)',
      security: [],
      responses: {
        200: response('The keys.', { 'application/jwk-set+json': { schema: { type: 'object' } } }, etagHeader),
        ...notModified,
        ...refusals(readStatuses),
      },
    },
  },
};

/** The paths that every service has, whatever its resource. */
export function generalPaths({ givesTokens }: DescribedService): Paths {
  const open = { security: [{}, { basic: [] }, { bearer: [] }] };
  return {
    '/': {
      get: {
        operationId: 'home',
        summary: 'Where everything begins',
        ...open,
        responses: {
          200: response('The home.', halContent(schemaRef('Home')), etagHeader),
          ...notModified,
          ...refusals(readStatuses),
        },
      },
    },
    '/health': {
      get: {
        operationId: 'health',
        summary: 'Whether the service can do its work',
        ...open,
        responses: {
          200: response('It can.', jsonContent({ type: 'object' })),
          ...refusals(readStatuses.filter((status) => status !== 503)),
          503: response('It cannot.', jsonContent({ type: 'object' })),
        },
      },
    },
    ...(givesTokens ? tokenPaths : {}),
  };
}
