import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createServiceIdentity } from '../../../kit/access/service-identity.ts';
import { serviceSettings } from '../../../kit/service/settings.ts';
import { credentials, graphql, hal } from '../../support/clients.ts';
import { embeddedStore } from '../../support/stores.ts';
import { startTestSystem, type TestSystem } from '../../support/system.ts';
import { serviceParts } from '../../support/parts.ts';

const as = 'root';
const deep = `${'['.repeat(100_000)}${']'.repeat(100_000)}`;
const big = JSON.stringify({ name: 'x'.repeat(2_000_000) });
const deepWhere = `${'{"$and":['.repeat(500)}{}${']}'.repeat(500)}`;

const json = { 'content-type': 'application/json' };
/** A text with octets that are not UTF-8. */
const latin1 = (text: string): Uint8Array<ArrayBuffer> => Uint8Array.from(Buffer.from(text, 'latin1'));

/** Invalid bodies, and the expected statuses. */
const invalidBodies: readonly (readonly [
  title: string,
  body: string | Uint8Array<ArrayBuffer>,
  headers: Record<string, string>,
  status: number,
])[] = [
  ['malformed JSON', '{"name": ', json, 400],
  ['no body', '', json, 400],
  ['a form', 'name=x', { 'content-type': 'application/x-www-form-urlencoded' }, 415],
  ['an unknown charset', '{}', { 'content-type': 'application/json; charset=utf-99' }, 415],
  ['a body that does not match its Content-Encoding', '{}', { ...json, 'content-encoding': 'gzip' }, 400],
  ['2 MB', big, json, 413],
  ['deep nesting', deep, json, 400],
  ['a number', '5', json, 400],
  ['null', 'null', json, 400],
  ['a batch that is too large', JSON.stringify(Array.from({ length: 1001 }, () => ({}))), json, 400],
  ['wrong types', '{"name":5,"capacity":"many"}', json, 422],
  ['a prototype', '{"__proto__":{"name":"x"},"constructor":1}', json, 422],
  ['an operator', '{"name":{"$gt":""},"capacity":1}', json, 422],
  ['half of a surrogate pair', '{"name":"a\\ud800b","capacity":1}', json, 400],
  ['half of a surrogate pair in a batch', '[{"name":"\\uDC00\\ud800","capacity":1}]', json, 400],
  ['half of a surrogate pair in a name', '{"name":"x","capacity":1,"\\udfff":1}', json, 400],
  ['half of a surrogate pair at depth', '{"name":"x","capacity":1,"_links":{"a":[{"\\ud800":1}]}}', json, 400],
  ['octets that are not UTF-8', latin1('{"name":"caf\xe9","capacity":1}'), json, 400],
  ['Latin-1', latin1('{"name":"x"}'), { 'content-type': 'application/json; charset=iso-8859-1' }, 415],
];

const invalidQueries: readonly (readonly [query: string, says: string])[] = [
  ['where={"$where":"1"}', '$where'],
  ['where={"name":{"$where":"sleep(1000)"}}', '$where'],
  ['where={"password":"x"}', 'password'],
  ['where={"name":{"$regex":"(a+)+$"}}', 'anchored'],
  ['where={"name":{"$regex":"^(a+)+$"}}', 'groups'],
  ['where={"capacity":{"$gt":"a"}}', 'number'],
  ['where={"_created":{"$gt":"yesterday"}}', 'date and time'],
  ['where={"_created":{"$gt":"1"}}', 'date and time'],
  ['where={"_updated":{"$in":["2025-02-30T00:00:00Z"]}}', 'date and time'],
  ['where={"_created":"2025-02-07T09:00:00"}', 'with an offset'],
  ['where={"name":', 'JSON'],
  ['where={"name":"\\ud800"}', 'Unicode'],
  ['where={"$or":[{"\\udc00":"x"}]}', 'Unicode'],
  ['where=[]', 'object'],
  [`where={"name":{"$regex":"^${'x'.repeat(100)}"}}`, 'at most 100'],
  ['where={"name":{"$regex":"^x*x*yN"}}', 'at most 1 open quantifier'],
  [`where={"$or":[${'{"name":{"$regex":"^x"}},'.repeat(5)}{"name":{"$regex":"^y"}}]}`, 'at most 5 patterns'],
  [`where={"capacity":{"$in":[${'1,'.repeat(3000)}1]}}`, 'at most 3000'],
  [`where={"$and":[${'{"capacity":1},'.repeat(100)}{}]}`, 'at most 100'],
  [`where=${deepWhere}`, 'part'],
  ['sort=nothing', 'nothing'],
  ['page=0', 'page'],
  ['max_results=-1', 'max_results'],
  ['embed=nothing', 'nothing'],
  [`embed=${'event,'.repeat(17)}`, 'at most 16'],
  ['embed=event.registration.account.registration.event', 'deeper than 4'],
];

const venueByName = 'query ($name: String) { venues(filter: {name: {eq: $name}}) { totalCount } }';
const invalidGraphqlBodies: readonly (readonly [
  title: string,
  body: string | Uint8Array<ArrayBuffer>,
  status: number,
  code: string,
])[] = [
  [
    'half of a surrogate pair in a variable',
    `{"query":"${venueByName}","variables":{"name":"\\ud800"}}`,
    400,
    'BAD_USER_INPUT',
  ],
  [
    'half of a surrogate pair in an unused variable',
    '{"query":"{__typename}","variables":{"\\udc00":[1]}}',
    400,
    'BAD_USER_INPUT',
  ],
  ['half of a surrogate pair in a document', '{"query":"{__typename} # \\ud800"}', 400, 'BAD_USER_INPUT'],
  [
    'half of a surrogate pair, escaped in a document',
    JSON.stringify({ query: String.raw`{ venues(filter: {name: {eq: "\ud800"}}) { totalCount } }` }),
    400,
    'GRAPHQL_PARSE_FAILED',
  ],
  ['octets that are not UTF-8', latin1('{"query":"{__typename} # caf\xe9"}'), 400, 'BAD_USER_INPUT'],
  ['malformed JSON', '{"query": ', 400, 'BAD_USER_INPUT'],
  ['a batch', '[{"query":"{__typename}"}]', 400, 'BAD_USER_INPUT'],
  ['no query', '{}', 400, 'BAD_USER_INPUT'],
  ['a query that does not parse', '{"query":"{ venues( }"}', 400, 'GRAPHQL_PARSE_FAILED'],
  ['unknown fields', '{"query":"{ nothing }"}', 400, 'GRAPHQL_VALIDATION_FAILED'],
  ['the alias __proto__', '{"query":"{ __proto__: venues { nodes { id } } }"}', 400, 'GRAPHQL_VALIDATION_FAILED'],
  [
    'the alias __typename',
    '{"query":"{ venues { nodes { __typename: events { totalCount } } } }"}',
    400,
    'GRAPHQL_VALIDATION_FAILED',
  ],
  [
    'an unsupported operation type',
    '{"query":"subscription { venues { nodes { id } } }"}',
    400,
    'GRAPHQL_VALIDATION_FAILED',
  ],
  [
    'an invalid DateTime',
    '{"query":"{ venues(filter: {createdAt: {gt: \\"yesterday\\"}}) { totalCount } }"}',
    400,
    'GRAPHQL_VALIDATION_FAILED',
  ],
  [
    'a DateTime that is a number',
    '{"query":"{ venues(filter: {createdAt: {in: [5]}}) { totalCount } }"}',
    400,
    'GRAPHQL_VALIDATION_FAILED',
  ],
  [
    'a DateTime variable that is a number',
    '{"query":"query ($at: DateTime) { venues(filter: {createdAt: {gt: $at}}) { totalCount } }","variables":{"at":5}}',
    400,
    'BAD_USER_INPUT',
  ],
  [
    'variables of a wrong type',
    '{"query":"query($f:Int){venues(first:$f){nodes{id}}}","variables":{"f":"x"}}',
    400,
    'BAD_USER_INPUT',
  ],
  [
    'null for an argument with a default',
    '{"query":"query($d:Direction){venues(orderBy:[{field:NAME,direction:$d}]){totalCount}}","variables":{"d":null}}',
    200,
    'BAD_USER_INPUT',
  ],
  ['an unknown operation', '{"query":"query A{__typename}","operationName":"B"}', 400, 'BAD_USER_INPUT'],
  ['2 MB', JSON.stringify({ query: `{${' '.repeat(2_000_000)}__typename}` }), 413, 'TOO_COSTLY'],
  ['too many tokens', JSON.stringify({ query: `{${' a: __typename'.repeat(20_000)}}` }), 400, 'TOO_COSTLY'],
];

describe('malformed input gets a 4xx with a meaningful message', () => {
  let system: TestSystem;
  beforeAll(async () => {
    system = await startTestSystem(embeddedStore.open);
  });
  afterAll(() => system.close());

  it.each(invalidBodies)('in a HAL body: %s', async (_title, body, headers, status) => {
    const response = await fetch(system.href('venue'), {
      method: 'POST',
      body,
      headers: { ...credentials(as), ...headers },
    });
    const problem = (await response.json()) as { detail: string };
    expect([response.status, problem.detail]).toEqual([status, expect.stringMatching(/\w{3}/)]);
    expect(JSON.stringify(problem)).not.toMatch(/node_modules|at .*\.ts:/);
  });

  it.each([
    ['P1W1D', 'P8D'],
    ['PT1.5H', 'PT1H30M'],
  ])('as a duration beyond RFC 3339, in inputs and filters of both faces: %s', async (duration, simple) => {
    const [event] = (await hal('GET', system.href('event'), { as })).body._embedded.event;
    const says = expect.stringContaining(`write ${simple}`);
    const changed = await hal('PATCH', event._links.self.href, {
      ...{ as, headers: { 'if-match': '*' }, body: { duration } },
    });
    expect([changed.status, changed.body._issues]).toEqual([422, { duration: says }]);
    const where = encodeURIComponent(JSON.stringify({ duration }));
    const found = await hal('GET', `${system.href('event')}?where=${where}`, { as });
    expect([found.status, found.body.detail]).toEqual([400, says]);
    const query = `query ($duration: Duration) { events(filter: { duration: { eq: $duration } }) { totalCount } }`;
    const filtered = await graphql(system.graphql, query, { as, variables: { duration } });
    expect([filtered.errors?.[0]?.extensions.code, filtered.errors?.[0]?.message]).toEqual(['BAD_USER_INPUT', says]);
    const mutation = `mutation ($id: ID!, $duration: Duration) { changeEvent(id: $id, ifMatch: "*", input: { duration: $duration }) { ... on Invalid { issues { field message } } } }`;
    const { data } = await graphql(system.graphql, mutation, { as, variables: { id: event._id, duration } });
    expect(data.changeEvent.issues).toEqual([{ field: 'duration', message: says }]);
  });

  it.each([
    [
      'DateTime',
      'createdAt',
      ['2025-02-30T00:00:00Z', '2025-02-07T09:00:00', '2025-02-07', '2025-02-07 09:00:00Z', '1'],
    ],
    ['Date', 'date', ['2025-02-30', '2025-2-7', '2025-02-07T00:00:00Z', '20250207']],
    ['Time', 'time', ['24:00:00', '09:00:60', '9:00:00', '09:00:00Z']],
    ['Duration', 'duration', ['PT', 'P1M', '15M', '-PT15M']],
  ])('as a %s of GraphQL that RFC 3339 does not have, in literals and variables', async (type, field, values) => {
    for (const url of [system.graphql, `${system.services.events.url}/graphql`])
      for (const value of values) {
        const events = (operand: string) => `{ events(filter: { ${field}: { eq: ${operand} } }) { totalCount } }`;
        const literal = await graphql(url, events(JSON.stringify(value)), { as });
        const variable = await graphql(url, `query ($value: ${type}) ${events('$value')}`, {
          as,
          variables: { value },
        });
        const codes = [literal, variable].map(({ errors }) => errors?.[0]?.extensions.code as unknown);
        expect([value, codes[1]]).toEqual([value, 'BAD_USER_INPUT']);
        expect(['BAD_USER_INPUT', 'GRAPHQL_VALIDATION_FAILED']).toContain(codes[0]);
      }
  });

  it.each(invalidQueries)('in a HAL query: %s', async (query, message) => {
    const response = await hal('GET', `${system.href('venue')}?${new URLSearchParams(query).toString()}`, { as });
    expect([response.status, response.body.detail]).toEqual([400, expect.stringContaining(message)]);
  });

  it('in the query of an action or of a registration, before anything is done', async () => {
    const { body: events } = await hal('GET', system.href('event'), { as });
    const event = events._embedded.event.find(({ name }: { name: string }) => name === 'All Hands');
    const refuse = async (method: string, url: string, body: unknown) => {
      const { status } = await hal(method, url, { as, body });
      expect([url, status]).toEqual([url, 400]);
    };
    for (const query of ['embed=nothing', 'links_only=AAA', 'pretty=AAA'])
      await refuse('PUT', `${event._links.register.href}?${query}`, { username: 'tgraves' });
    expect((await hal('GET', event._links.registration.href, { as })).body._meta.total).toBe(0);
    const registrations = `${system.halGateway}/gateway_registrations`;
    await refuse('POST', `${registrations}?pretty=AAA`, { name: 'refused', baseUrl: 'http://localhost:1', rels: {} });
    expect((await hal('GET', `${registrations}/refused`)).status).toBe(404);
  });

  it('in octets of a path or a query that are not UTF-8', async () => {
    const query = encodeURIComponent(venueByName);
    for (const url of [
      ...['/%ff', '?where={"name":"%ED%A0%80"}', '?unknown=%C3'].map((part) => system.href('venue') + part),
      ...['/gateway_registrations/%ff', '/?a=%C0%AF'].map((part) => system.halGateway + part),
      `${system.graphql}?query=${query}&variables={"name":"%ff"}`,
      `${system.services.venues.url}/graphql?query=${query}&variables={"name":"%ff"}`,
      `${system.graphql}?query=${query}&variables={"name":"${encodeURIComponent('\\ud800')}"}`,
    ]) {
      const response = await fetch(url, { headers: { ...credentials(as), 'apollo-require-preflight': '1' } });
      expect([url, response.status]).toEqual([url, 400]);
      expect(await response.text()).toMatch(/UTF-8|Unicode/);
    }
  });

  it('in a URL that is too long', async () => {
    const response = await hal('GET', `${system.href('venue')}?where=${'x'.repeat(40_000)}`, { as });
    expect([response.status, response.body.detail]).toEqual([414, expect.stringContaining('32768')]);
  });

  it.each(['%00', '%E0%A4%A', '..%2f..%2fetc', '{"$gt":""}', 'a'.repeat(5000)])('in a path: %s', async (id) => {
    const response = await hal('GET', `${system.href('venue')}/${id}`, { as });
    expect([400, 404]).toContain(response.status);
    expect(response.body.detail).toMatch(/\w{3}/);
  });

  it('in credentials', async () => {
    for (const authorization of [
      'Basic',
      'Basic !!!',
      'Bearer',
      'Bearer x.y.z',
      'Digest a',
      `Bearer ${'x'.repeat(5000)}`,
      `Basic ${'eA'.repeat(4000)}`,
    ]) {
      const response = await hal('GET', system.href('venue'), { headers: { authorization } });
      expect([authorization.slice(0, 20), response.status]).toEqual([authorization.slice(0, 20), 401]);
    }
  });

  describe.each(['the gateway', 'a subgraph'])('in a GraphQL request to %s', (where) => {
    const url = () => (where === 'the gateway' ? system.graphql : `${system.services.venues.url}/graphql`);

    it.each(invalidGraphqlBodies)('%s', async (_title, body, status, code) => {
      const response = await fetch(url(), {
        method: 'POST',
        body,
        headers: { ...credentials(as), ...json, accept: 'application/graphql-response+json' },
      });
      const { errors } = (await response.json()) as { errors: { message: string; extensions: { code: string } }[] };
      expect([response.status, errors[0]?.extensions.code]).toEqual([status, code]);
      expect(JSON.stringify(errors)).not.toMatch(/node_modules|stacktrace|localhost/);
    });

    it('with another method or media type', async () => {
      expect((await fetch(url(), { method: 'DELETE' })).status).toBe(405);
      expect([400, 415]).toContain(
        (await fetch(url(), { method: 'POST', body: 'x', headers: { 'content-type': 'text/plain' } })).status,
      );
      expect((await fetch(`${url()}?query={__typename}`)).status).toBe(400);
    });
  });

  function serviceToken(rel: string): Promise<string> {
    const { product, serviceSecret: secret } = serviceSettings({}, serviceParts.venues);
    const identity = createServiceIdentity('venues-service', { secret, product });
    return identity.token({ audience: `${rel}s-service`, purpose: 'internal' });
  }

  it.each(['_referring', '_referrers', '_remove'])('in an internal operation: %s', async (operation) => {
    const headers = { authorization: `Bearer ${await serviceToken('event')}` };
    const question = { id: '1', ids: ['1'], after: '', limit: 5, caller: { signedIn: true, role: 'manager' } };
    const ask = (relation: string) =>
      hal('POST', `${system.href('event')}/${operation}`, { headers, body: { ...question, relation } });
    const statusFor = async (relation: string): Promise<number> => (await ask(relation)).status;
    expect(await statusFor('venue')).toBe(200);
    for (const relation of ['$where', '$or', '$', '', 'a\0b', '_id', '__proto__'])
      expect([relation, await statusFor(relation)]).toEqual([relation, 400]);
    // Another service may ask by a relation that the resource had in an earlier version.
    const gone = await ask('registration');
    if (operation === '_referring')
      expect(gone).toMatchObject({ status: 200, body: { settled: 0, visible: 0, pending: 0 } });
    else expect(gone.status).toBe(400);
  });

  it.each([
    ['account', 'named'],
    ['registration', 'limit'],
    ['registration', 'occupancy'],
    ['venue', 'standing'],
  ])('in an internal operation: an input of another shape for %s, %s', async (rel, operation) => {
    const headers = { authorization: `Bearer ${await serviceToken(rel)}` };
    for (const body of ['""', '{}', '[]', 'null', '{"username":1,"events":1,"capacity":"x","questions":{}}'])
      expect([body, (await hal('POST', `${system.href(rel)}/_${operation}`, { headers, body })).status]).toEqual([
        body,
        400,
      ]);
  });

  it('in a registration with the HAL gateway', async () => {
    const url = `${system.halGateway}/gateway_registrations`;
    const post = (body: unknown) => hal('POST', url, { body });
    const valid = { name: 'some-service', baseUrl: 'http://localhost:1', rels: {} };
    const invalid = [
      '{',
      {},
      { ...valid, name: 'a/b' },
      { ...valid, baseUrl: 'nowhere' },
      { ...valid, rels: [] },
      { ...valid, ttl: 0 },
      { ...valid, more: 1 },
      { ...valid, rels: { x: 'y' } },
      '{"name":"some-service","baseUrl":"http://localhost:1","rels":{"\\ud800":{"href":"/"}}}',
      '{"name":"some-service","baseUrl":"http://localhost:1","rels":{"x":{"href":"/","title":"\\udc00"}}}',
    ];
    for (const body of invalid) {
      const response = await post(body);
      expect([400, 422]).toContain(response.status);
      expect(response.body._error.message).toMatch(/\w{3}/);
    }
    for (const where of ['{"$where":"1"}', '{"name":{"$where":"1"}}', '{"rels":""}', '{"_id":', '[]'])
      expect((await hal('GET', `${url}?where=${where}`)).status).toBe(400);
    expect((await hal('GET', `${url}?where={"_id":{"$gt":""}}`)).body._meta.total).toBe(4);
    expect((await post({ ...valid, rels: { x: { href: `/${'x'.repeat(200_000)}` } } })).status).toBe(413);
  });
});
