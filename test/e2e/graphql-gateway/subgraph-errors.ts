import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { schemaChanged, failingSubgraphs, htmlResponding, slow, strict } from './failing-subgraphs.ts';
import { startHttpTestGateway, type HttpTestGateway } from './http-test-gateway.ts';
import { events, venues } from './subgraphs.ts';

describe('the GraphQL gateway over HTTP', () => {
  let testGateway: HttpTestGateway;
  beforeAll(async () => {
    testGateway = await startHttpTestGateway([events, ...failingSubgraphs]);
  });
  afterAll(() => testGateway.close());

  describe('errors of subgraphs', () => {
    it('results in 401 with the challenge if all fields need credentials', async () => {
      const response = await testGateway.execute('{ mine }');
      expect(response.status).toBe(401);
      expect(response.headers.get('www-authenticate')).toBe('Basic realm="Strict", Bearer realm="Strict"');
      expect(response.errors).toMatchObject([
        { message: 'Please sign in.', extensions: { code: 'UNAUTHENTICATED', service: strict.name } },
      ]);
      const secret = await testGateway.execute('{ venue(id: "secret") { name } }');
      expect([secret.status, secret.headers.get('www-authenticate')]).toEqual([
        401,
        'Basic realm="Event Buddy", charset="UTF-8", Bearer realm="Event Buddy"',
      ]);
      expect((await testGateway.execute('{ mine }', { authorization: 'Bearer abc' })).data).toEqual({ mine: 'yours' });
    });

    it('results in 200 if a part of the data is available', async () => {
      const response = await testGateway.execute('{ mine venues { name price } }');
      expect(response.status).toBe(200);
      expect(response.data).toEqual({
        mine: null,
        venues: [
          { name: 'Boardroom', price: null },
          { name: 'Garden', price: null },
        ],
      });
      expect(response.errors?.every(({ extensions }) => extensions['code'] === 'UNAUTHENTICATED')).toBe(true);
    });

    it.each([
      ['fails inside', '{ broken: venue(id: "broken") { name } }', 'INTERNAL_SERVER_ERROR', venues.name],
      ['does not respond with GraphQL', '{ garbage }', 'SERVICE_UNAVAILABLE', htmlResponding.name],
      ['takes too long', '{ slow }', 'SERVICE_UNAVAILABLE', slow.name],
      ['needs another one, which is unavailable', '{ dependent }', 'SERVICE_UNAVAILABLE', 'accounts-service'],
      ['rejects its part of the query', '{ changed }', 'SERVICE_UNAVAILABLE', schemaChanged.name],
    ])('results in a null field without internal details if the subgraph %s', async (_what, query, code, service) => {
      const began = performance.now();
      const response = await testGateway.execute(query);
      expect(performance.now() - began).toBeLessThan(40_000);
      const field = /\w+/.exec(query)?.[0] ?? '';
      expect([response.status, response.data]).toEqual([code === 'SERVICE_UNAVAILABLE' ? 503 : 200, { [field]: null }]);
      const requestId = response.headers.get('x-request-id');
      expect(response.errors).toEqual([
        { message: expect.any(String), path: [field], extensions: { code, service, requestId } },
      ]);
      expect(response.text).not.toMatch(/https?:|localhost|ECONN|mongodb|stack|\d{2,}\.\d|:\d{4}/);
    });

    it.each([
      ['{ optional(code: "TOO_MANY_REQUESTS") }', 429, 429],
      ['{ optional(code: "SERVICE_UNAVAILABLE") }', 503, 503],
      ['{ optional(code: "FORBIDDEN") }', 200, 200],
      ['{ venues { id } optional(code: "TOO_MANY_REQUESTS") }', 200, 200],
      ['{ a: optional(code: "TOO_MANY_REQUESTS") b: optional(code: "SERVICE_UNAVAILABLE") }', 200, 200],
      ['{ required(code: "TOO_MANY_REQUESTS") }', 429, 429],
      ['{ required(code: "FORBIDDEN") }', 403, 200],
      ['{ optional(code: "UNAUTHENTICATED") required(code: "BAD_USER_INPUT") }', 401, 200],
    ])('results in a status that says what to do: %s', async (query, graphqlStatus, jsonStatus) => {
      const accept = (type: string) => testGateway.execute(query, { accept: type });
      const [graphql, json] = [await accept('application/graphql-response+json'), await accept('application/json')];
      expect([graphql.status, json.status]).toEqual([graphqlStatus, jsonStatus]);
      expect(graphql.headers.get('content-type')).toMatch(/^application\/graphql-response\+json/);
      expect(graphql.headers.has('www-authenticate')).toBe(graphqlStatus === 401);
    });

    it.each([
      ['{ throttled }', 429, '120'],
      ['{ venues { id } throttled }', 200, '120'],
      ['{ away }', 503, '3600'],
      ['{ throttled away }', 200, '3600'],
      ['{ optional(code: "TOO_MANY_REQUESTS") }', 429, null],
    ])('hands on the longest Retry-After, which is bounded: %s', async (query, status, retryAfter) => {
      const response = await testGateway.execute(query);
      expect([response.status, response.headers.get('retry-after')]).toEqual([status, retryAfter]);
    });

    it('omits the extensions of the gateway', async () => {
      const response = await testGateway.execute(
        '{ event(id: "1") { venue { name events { venue { name } } } } venue(id: "none") { name } }',
      );
      expect(response.extensions).toBeUndefined();
      expect(response.data?.['venue']).toBeNull();
    });
  });
});
