import { defaultGraphqlLimits } from '../../../kit/graphql/limits/limits.ts';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { wireErrorCodes } from '../../../kit/graphql/wire-errors.ts';
import { events, venues } from './subgraphs.ts';
import { startStage, type Part, type RunningPart, type Stage } from './test-gateway.ts';

const json = { 'content-type': 'application/json' };

/** Refuses whoever sends no credentials, as a service that checks them before it executes anything. */
const strict: Part = {
  name: 'strict-service',
  sdl: 'type Query { mine: String } type Venue @key(fields: "id") { id: ID! price: Int }',
  resolvers: { Query: { mine: () => 'yours' }, Venue: { price: () => 7 } },
  instead: (request, response, next) => {
    if (request.headers.authorization !== undefined) return next();
    const errors = [{ message: 'Please sign in.', extensions: { code: 'UNAUTHENTICATED', url: 'http://inside' } }];
    response.status(401).set('www-authenticate', 'Basic realm="Strict"').json({ errors });
  },
};

/** Answers with something that is no GraphQL. */
const garbage: Part = {
  name: 'garbage-service',
  sdl: 'type Query { garbage: String }',
  resolvers: { Query: { garbage: () => '' } },
  instead: (_request, response) => void response.status(502).send('<h1>Bad gateway at http://10.0.0.1</h1>'),
};

/** Takes longer than the gateway waits. */
const slow: Part = {
  name: 'slow-service',
  sdl: 'type Query { slow: String }',
  resolvers: { Query: { slow: () => new Promise((resolve) => setTimeout(resolve, 2000, 'late')) } },
};

/** Has changed its schema, and says so to each query. */
const changed: Part = {
  name: 'changed-service',
  sdl: 'type Query { changed: String }',
  resolvers: { Query: { changed: () => '' } },
  instead: (_request, response) => {
    const extensions = { code: 'GRAPHQL_VALIDATION_FAILED', http: { status: 418 } };
    response.status(400).json({ errors: [{ message: 'Cannot query field "changed"', extensions }] });
  },
};

describe('the GraphQL gateway over HTTP', () => {
  let stage: Stage;
  let venuesPart: RunningPart;
  beforeAll(async () => {
    stage = await startStage({
      requestTimeoutMs: 500,
      maxBodyBytes: 20_000,
      limits: { ...defaultGraphqlLimits, tokens: 1000 },
    });
    const parts = [events, strict, garbage, slow, changed];
    [venuesPart] = [await stage.add(venues), ...(await Promise.all(parts.map((part) => stage.add(part))))];
    await stage.serving(venues.name, ...parts.map(({ name }) => name));
  });
  afterAll(() => stage.close());

  const send = (init: RequestInit & { path?: string }): Promise<Response> => {
    const { path = '/graphql', ...rest } = init;
    return fetch(stage.gateway.url + path, { redirect: 'manual', ...rest });
  };
  const post = (body: string, headers: Record<string, string> = json): Promise<Response> =>
    send({ method: 'POST', body, headers });
  const codeOf = async (response: Response): Promise<[number, unknown]> => {
    const { errors } = (await response.json()) as { errors: { extensions: { code: string; requestId: string } }[] };
    expect(errors[0]?.extensions.requestId).toBe(response.headers.get('x-request-id'));
    expect(wireErrorCodes).toContain(errors[0]?.extensions.code);
    return [response.status, errors[0]?.extensions.code];
  };

  describe('what a caller sends', () => {
    it('hands credentials and the request id on', async () => {
      const answer = await stage.ask('{ whoAsks }', { authorization: 'Basic abc', 'x-request-id': 'mine-1' });
      expect(answer.data).toEqual({ whoAsks: 'Basic abc' });
      expect(answer.headers.get('x-request-id')).toBe('mine-1');
      expect(venuesPart.asked.at(-1)).toMatchObject({ authorization: 'Basic abc', 'x-request-id': 'mine-1' });
    });

    it('makes a request id where there is none, or a strange one', async () => {
      const [without, strange] = [
        await stage.ask('{ whoAsks }'),
        await stage.ask('{ whoAsks }', { 'x-request-id': '<b>' }),
      ];
      expect(without.headers.get('x-request-id')).toMatch(/^[\w-]{36}$/);
      expect(strange.headers.get('x-request-id')).toMatch(/^[\w-]{36}$/);
      expect(without.data).toEqual({ whoAsks: 'nobody' });
    });

    it('answers in the media type that is accepted', async () => {
      const query = JSON.stringify({ query: '{ __typename }' });
      const typeFor = async (accept: string): Promise<string | null> =>
        (await post(query, { ...json, accept })).headers.get('content-type');
      expect(await typeFor('application/graphql-response+json')).toBe(
        'application/graphql-response+json; charset=utf-8',
      );
      expect(await typeFor('application/json')).toBe('application/json; charset=utf-8');
      expect(await typeFor('*/*')).toBe('application/json; charset=utf-8');
      expect(await typeFor('a/b;c=", text/html, application/json;q=0.9')).toBe('application/json; charset=utf-8');
      expect((await post(query, { ...json, accept: 'a/b;c=", application/json;q=0.9' })).status).toBe(200);
      expect(await codeOf(await post(query, { ...json, accept: 'image/png' }))).toEqual([406, 'BAD_USER_INPUT']);
    });

    it('takes a GET that no other site can send', async () => {
      const path = `/graphql?query=${encodeURIComponent('query N($v: ID!) { venue(id: $v) { name } }')}&variables={"v":"v1"}`;
      const good = await send({ path, headers: { 'apollo-require-preflight': '1' } });
      expect(await good.json()).toEqual({ data: { venue: { name: 'Boardroom' } } });
      const refused = await send({ path, headers: { accept: 'application/json' } });
      expect(refused.status).toBe(400);
      expect(await refused.text()).toContain('apollo-require-preflight: 1');
      const mutation = `/graphql?query=${encodeURIComponent('mutation { book(venue: "v1") { id } }')}`;
      const get = await send({ path: mutation, headers: { 'apollo-require-preflight': '1' } });
      expect(get.headers.get('allow')).toBe('POST');
      expect(await codeOf(get)).toEqual([405, 'BAD_USER_INPUT']);
    });

    it.each<[string, number, string, () => Promise<Response>]>([
      ['broken JSON', 400, 'BAD_USER_INPUT', () => post('{"query":')],
      ['a batch', 400, 'BAD_USER_INPUT', () => post('[{"query":"{__typename}"}]')],
      ['no query', 400, 'BAD_USER_INPUT', () => post('{"variables":{}}')],
      ['variables that are no object', 400, 'BAD_USER_INPUT', () => post('{"query":"{__typename}","variables":"{}"}')],
      [
        'variables that are null in a query string',
        400,
        'BAD_USER_INPUT',
        () =>
          send({ path: '/graphql?query={__typename}&variables=null', headers: { 'apollo-require-preflight': '1' } }),
      ],
      ['an empty body', 400, 'BAD_USER_INPUT', () => post('')],
      [
        'a form',
        415,
        'BAD_USER_INPUT',
        () => post('query={__typename}', { 'content-type': 'application/x-www-form-urlencoded' }),
      ],
      ['text', 415, 'BAD_USER_INPUT', () => post('{"query":"{__typename}"}', { 'content-type': 'text/plain' })],
      [
        'a strange charset',
        415,
        'BAD_USER_INPUT',
        () => post('{}', { 'content-type': 'application/json; charset=x-none' }),
      ],
      [
        'a body that is not in its encoding',
        400,
        'BAD_USER_INPUT',
        () => post('{}', { ...json, 'content-encoding': 'gzip' }),
      ],
      [
        'a large body',
        413,
        'TOO_COSTLY',
        () => post(JSON.stringify({ query: `{ __typename } #${'x'.repeat(30_000)}` })),
      ],
      ['many tokens', 400, 'TOO_COSTLY', () => post(JSON.stringify({ query: `{ ${'__typename '.repeat(1500)} }` }))],
      ['no GraphQL', 400, 'GRAPHQL_PARSE_FAILED', () => post(JSON.stringify({ query: '{' }))],
      ['an unknown field', 400, 'GRAPHQL_VALIDATION_FAILED', () => post(JSON.stringify({ query: '{ nothing }' }))],
      [
        'a wrong variable',
        400,
        'BAD_USER_INPUT',
        () => post(JSON.stringify({ query: 'query($v: ID!) { venue(id: $v) { id } }' })),
      ],
      [
        'an unknown operation',
        400,
        'BAD_USER_INPUT',
        () => post(JSON.stringify({ query: 'query A { __typename }', operationName: 'B' })),
      ],
      ['a DELETE', 405, 'BAD_USER_INPUT', () => send({ method: 'DELETE' })],
      ['another path', 404, 'BAD_USER_INPUT', () => send({ path: '/nothing' })],
      [
        'a path below',
        404,
        'BAD_USER_INPUT',
        () => send({ path: '/graphql/below', method: 'POST', body: '{}', headers: json }),
      ],
    ])('answers %s with %i %s', async (_what, status, code, request) => {
      expect(await codeOf(await request())).toEqual([status, code]);
    });

    it('says which methods there are', async () => {
      const answers = [await send({ method: 'PUT' }), await send({ method: 'OPTIONS' })];
      expect(answers.map(({ status, headers }) => [status, headers.get('allow')])).toEqual([
        [405, 'HEAD, GET, POST, OPTIONS'],
        [204, 'HEAD, GET, POST, OPTIONS'],
      ]);
    });

    it('answers HEAD as GET, without a body', async () => {
      const query = { path: `/graphql?query=${encodeURIComponent('{ __typename }')}`, headers: json };
      const [get, head] = [await send(query), await send({ ...query, method: 'HEAD' })];
      expect([head.status, await head.text()]).toEqual([200, '']);
      expect(head.headers.get('content-type')).toBe(get.headers.get('content-type'));
    });
  });

  describe('what a service answers', () => {
    it('is 401 with the challenge when nothing but credentials is missing', async () => {
      const answer = await stage.ask('{ mine }');
      expect(answer.status).toBe(401);
      expect(answer.headers.get('www-authenticate')).toBe('Basic realm="Strict"');
      expect(answer.errors).toMatchObject([
        { message: 'Please sign in.', extensions: { code: 'UNAUTHENTICATED', service: strict.name } },
      ]);
      const secret = await stage.ask('{ venue(id: "secret") { name } }');
      expect([secret.status, secret.headers.get('www-authenticate')]).toEqual([
        401,
        'Basic realm="Event Buddy", charset="UTF-8"',
      ]);
      expect((await stage.ask('{ mine }', { authorization: 'Basic abc' })).data).toEqual({ mine: 'yours' });
    });

    it('is 200 when something could be answered', async () => {
      const answer = await stage.ask('{ mine venues { name price } }');
      expect(answer.status).toBe(200);
      expect(answer.data).toEqual({
        mine: null,
        venues: [
          { name: 'Boardroom', price: null },
          { name: 'Garden', price: null },
        ],
      });
      expect(answer.errors?.every(({ extensions }) => extensions['code'] === 'UNAUTHENTICATED')).toBe(true);
    });

    it.each([
      ['fails inside', '{ broken: venue(id: "broken") { name } }', 'INTERNAL_SERVER_ERROR', venues.name],
      ['answers no GraphQL', '{ garbage }', 'SERVICE_UNAVAILABLE', garbage.name],
      ['takes too long', '{ slow }', 'SERVICE_UNAVAILABLE', slow.name],
      ['does not understand its part', '{ changed }', 'SERVICE_UNAVAILABLE', changed.name],
    ])('nulls the field and tells nothing of the inside when it %s', async (_what, query, code, service) => {
      const began = performance.now();
      const answer = await stage.ask(query);
      expect(performance.now() - began).toBeLessThan(1500);
      const field = /\w+/.exec(query)?.[0] ?? '';
      expect([answer.status, answer.data]).toEqual([200, { [field]: null }]);
      const requestId = answer.headers.get('x-request-id');
      expect(answer.errors).toEqual([
        { message: expect.any(String), path: [field], extensions: { code, service, requestId } },
      ]);
      expect(answer.text).not.toMatch(/https?:|localhost|ECONN|mongodb|stack|\d{2,}\.\d|:\d{4}/);
    });

    it('leaves out what only the makers of the gateway understand', async () => {
      const answer = await stage.ask(
        '{ event(id: "1") { venue { name events { venue { name } } } } venue(id: "none") { name } }',
      );
      expect(answer.extensions).toBeUndefined();
      expect(answer.data?.['venue']).toBeNull();
    });
  });

  describe('what a browser gets', () => {
    const browser = { accept: 'text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8' };

    it('is led from the root to the playground, whatever query is in its address', async () => {
      const root = await send({ path: '/', headers: browser });
      expect([root.status, root.headers.get('location')]).toEqual([303, '/graphql']);
      for (const path of ['/graphql', '/graphql?query=%7B__typename%7D']) {
        const page = await send({ path, headers: browser });
        expect(page.headers.get('content-type')).toBe('text/html; charset=utf-8');
        expect(page.headers.get('content-encoding')).toBe('gzip');
        expect(await page.text()).toContain('YogaGraphiQL.renderYogaGraphiQL');
      }
    });

    it('caches the page, and gets it from here alone', async () => {
      const page = await send({ headers: browser });
      const html = await page.text();
      expect(page.headers.get('content-security-policy')).toContain("default-src 'none'");
      expect(html).not.toMatch(/<(script|link|img|iframe)[^>]*(src|href)="?https?:/);
      const headers = { ...browser, 'if-none-match': page.headers.get('etag') ?? '' };
      expect((await send({ headers })).status).toBe(304);
      const plain = await send({ headers: { ...browser, 'accept-encoding': 'identity' } });
      expect(plain.headers.get('content-encoding')).toBeNull();
      expect(await plain.text()).toBe(html);
    });
  });

  it('tells its health', async () => {
    const health = await send({ path: '/health' });
    const body = (await health.json()) as { status: string; composedAt: string; subgraphs: { name: string }[] };
    expect(health.status).toBe(200);
    expect(Date.parse(body.composedAt)).not.toBeNaN();
    expect(body.subgraphs.map(({ name }) => name).toSorted()).toContain(venues.name);
  });

  it('closes twice', async () => {
    const other = await startStage();
    await Promise.all([other.gateway.close(), other.gateway.close()]);
    await other.close();
  });
});
