import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { basicAuthorization } from '../../../kit/access/credentials.ts';
import { wireErrorCodes } from '../../../kit/graphql/wire-errors.ts';
import { json, startHttpTestGateway, type HttpTestGateway } from './http-test-gateway.ts';
import { events } from './subgraphs.ts';

describe('the GraphQL gateway over HTTP', () => {
  let testGateway: HttpTestGateway;
  beforeAll(async () => {
    testGateway = await startHttpTestGateway([events]);
  });
  afterAll(() => testGateway.close());

  const codeOf = async (response: Response): Promise<[number, unknown]> => {
    const { errors } = (await response.json()) as { errors: { extensions: { code: string; requestId: string } }[] };
    expect(errors[0]?.extensions.requestId).toBe(response.headers.get('x-request-id'));
    expect(wireErrorCodes).toContain(errors[0]?.extensions.code);
    return [response.status, errors[0]?.extensions.code];
  };

  describe('requests', () => {
    it('forwards a token and the request id', async () => {
      const response = await testGateway.execute('{ authorization }', {
        authorization: 'Bearer abc',
        'x-request-id': 'mine-1',
      });
      expect(response.data).toEqual({ authorization: 'Bearer abc' });
      expect(response.headers.get('x-request-id')).toBe('mine-1');
      expect(testGateway.venuesSubgraph.requestHeaders.at(-1)).toMatchObject({
        authorization: 'Bearer abc',
        'x-request-id': 'mine-1',
      });
    });

    it('never forwards a password, nor anything else than a token', async () => {
      const sent = async (authorization: string) => {
        const { status, errors, headers } = await testGateway.execute('{ authorization }', { authorization });
        return [status, errors?.[0]?.extensions['code'], headers.get('www-authenticate')];
      };
      const challenge = expect.stringContaining('Basic realm=');
      // No accounts service is registered here.
      expect(await sent(basicAuthorization('root', 'password'))).toEqual([503, 'SERVICE_UNAVAILABLE', null]);
      expect(await sent('Basic abc')).toEqual([401, 'UNAUTHENTICATED', challenge]);
      expect(await sent('Digest root')).toEqual([401, 'UNAUTHENTICATED', challenge]);
      expect((await testGateway.execute('{ authorization }')).data).toEqual({ authorization: 'nobody' });
      const received = testGateway.venuesSubgraph.requestHeaders.map(({ authorization = '' }) => authorization);
      expect(received.filter((value) => value !== '' && !value.startsWith('Bearer '))).toEqual([]);
    });

    it('generates a request id if there is none, or an invalid one', async () => {
      const [without, invalid] = [
        await testGateway.execute('{ authorization }'),
        await testGateway.execute('{ authorization }', { 'x-request-id': '<b>' }),
      ];
      expect(without.headers.get('x-request-id')).toMatch(/^[\w-]{36}$/);
      expect(invalid.headers.get('x-request-id')).toMatch(/^[\w-]{36}$/);
      expect(without.data).toEqual({ authorization: 'nobody' });
    });

    it('negotiates the media type of the response', async () => {
      const query = JSON.stringify({ query: '{ __typename }' });
      const typeFor = async (accept: string): Promise<string | null> =>
        (await testGateway.post(query, { ...json, accept })).headers.get('content-type');
      expect(await typeFor('application/graphql-response+json')).toBe(
        'application/graphql-response+json; charset=utf-8',
      );
      expect(await typeFor('application/json')).toBe('application/json; charset=utf-8');
      expect(await typeFor('*/*')).toBe('application/json; charset=utf-8');
      expect(await typeFor('a/b;c=", text/html, application/json;q=0.9')).toBe('application/json; charset=utf-8');
      expect((await testGateway.post(query, { ...json, accept: 'a/b;c=", application/json;q=0.9' })).status).toBe(200);
      expect(await codeOf(await testGateway.post(query, { ...json, accept: 'image/png' }))).toEqual([
        406,
        'BAD_USER_INPUT',
      ]);
    });

    it('accepts a GET only with a header that prevents CSRF', async () => {
      const path = `/graphql?query=${encodeURIComponent('query N($v: ID!) { venue(id: $v) { name } }')}&variables={"v":"v1"}`;
      const accepted = await testGateway.send({ path, headers: { 'apollo-require-preflight': '1' } });
      expect(await accepted.json()).toEqual({ data: { venue: { name: 'Boardroom' } } });
      const rejected = await testGateway.send({ path, headers: { accept: 'application/json' } });
      expect(rejected.status).toBe(400);
      expect(await rejected.text()).toContain('apollo-require-preflight: 1');
      const mutation = `/graphql?query=${encodeURIComponent('mutation { book(venue: "v1") { id } }')}`;
      const get = await testGateway.send({ path: mutation, headers: { 'apollo-require-preflight': '1' } });
      expect(get.headers.get('allow')).toBe('POST');
      expect(await codeOf(get)).toEqual([405, 'BAD_USER_INPUT']);
    });

    it.each<[string, number, string, () => Promise<Response>]>([
      ['malformed JSON', 400, 'BAD_USER_INPUT', () => testGateway.post('{"query":')],
      ['a batch', 400, 'BAD_USER_INPUT', () => testGateway.post('[{"query":"{__typename}"}]')],
      ['no query', 400, 'BAD_USER_INPUT', () => testGateway.post('{"variables":{}}')],
      [
        'variables that are not an object',
        400,
        'BAD_USER_INPUT',
        () => testGateway.post('{"query":"{__typename}","variables":"{}"}'),
      ],
      [
        'variables that are null in a query string',
        400,
        'BAD_USER_INPUT',
        () =>
          testGateway.send({
            path: '/graphql?query={__typename}&variables=null',
            headers: { 'apollo-require-preflight': '1' },
          }),
      ],
      ['an empty body', 400, 'BAD_USER_INPUT', () => testGateway.post('')],
      [
        'a form',
        415,
        'BAD_USER_INPUT',
        () => testGateway.post('query={__typename}', { 'content-type': 'application/x-www-form-urlencoded' }),
      ],
      [
        'text',
        415,
        'BAD_USER_INPUT',
        () => testGateway.post('{"query":"{__typename}"}', { 'content-type': 'text/plain' }),
      ],
      [
        'an unknown charset',
        415,
        'BAD_USER_INPUT',
        () => testGateway.post('{}', { 'content-type': 'application/json; charset=x-none' }),
      ],
      [
        'a body that does not match its Content-Encoding',
        400,
        'BAD_USER_INPUT',
        () => testGateway.post('{}', { ...json, 'content-encoding': 'gzip' }),
      ],
      [
        'a large body',
        413,
        'TOO_COSTLY',
        () => testGateway.post(JSON.stringify({ query: `{ __typename } #${'x'.repeat(30_000)}` })),
      ],
      [
        'many tokens',
        400,
        'TOO_COSTLY',
        () => testGateway.post(JSON.stringify({ query: `{ ${'__typename '.repeat(1500)} }` })),
      ],
      ['a syntax error', 400, 'GRAPHQL_PARSE_FAILED', () => testGateway.post(JSON.stringify({ query: '{' }))],
      [
        'an unknown field',
        400,
        'GRAPHQL_VALIDATION_FAILED',
        () => testGateway.post(JSON.stringify({ query: '{ nothing }' })),
      ],
      [
        'a missing variable',
        400,
        'BAD_USER_INPUT',
        () => testGateway.post(JSON.stringify({ query: 'query($v: ID!) { venue(id: $v) { id } }' })),
      ],
      [
        'an unknown operation',
        400,
        'BAD_USER_INPUT',
        () => testGateway.post(JSON.stringify({ query: 'query A { __typename }', operationName: 'B' })),
      ],
      ['a DELETE', 405, 'BAD_USER_INPUT', () => testGateway.send({ method: 'DELETE' })],
      ['another path', 404, 'BAD_USER_INPUT', () => testGateway.send({ path: '/nothing' })],
      [
        'a path below /graphql',
        404,
        'BAD_USER_INPUT',
        () => testGateway.send({ path: '/graphql/below', method: 'POST', body: '{}', headers: json }),
      ],
    ])('rejects %s with %i %s', async (_what, status, code, request) => {
      expect(await codeOf(await request())).toEqual([status, code]);
    });

    it('lists the allowed methods', async () => {
      const responses = [await testGateway.send({ method: 'PUT' }), await testGateway.send({ method: 'OPTIONS' })];
      expect(responses.map(({ status, headers }) => [status, headers.get('allow')])).toEqual([
        [405, 'HEAD, GET, POST, OPTIONS'],
        [204, 'HEAD, GET, POST, OPTIONS'],
      ]);
    });

    it('responds to HEAD as to GET, without a body', async () => {
      const query = { path: `/graphql?query=${encodeURIComponent('{ __typename }')}`, headers: json };
      const [get, head] = [await testGateway.send(query), await testGateway.send({ ...query, method: 'HEAD' })];
      expect([head.status, await head.text()]).toEqual([200, '']);
      expect(head.headers.get('content-type')).toBe(get.headers.get('content-type'));
    });
  });
});
