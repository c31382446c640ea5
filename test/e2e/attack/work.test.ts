import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { basicAuthorization } from '../../../kit/access/credentials.ts';
import { block } from '../../support/block.ts';
import { credentials, graphql, hal, type HalBody } from '../../support/clients.ts';
import { nextRequestTo, onRequest } from '../../support/recording.ts';
import { startRecordedSystem, type RecordedSystem } from '../../support/recorded-system.ts';
import { serviceAuthorization } from '../../support/service-token.ts';
import { until } from '../../support/until.ts';

/** Clients are told apart by their addresses, as behind a proxy. */
const settings = {
  TRUSTED_PROXIES: 'loopback',
  RATE_LIMIT_LOOPBACK: 'true',
  RATE_LIMIT_REQUESTS: '100000',
  RATE_LIMIT_OBJECTS: '10',
  GRAPHQL_NEW_DOCUMENT_BYTES: '40000',
  GRAPHQL_PLANNING_COMPLEXITY: '500',
  MAX_EVENT_LOOP_LAG_MS: '800',
};

const member = { as: 'phartman' } as const;
const slowPattern = (index: number): string => `^x*x*y${index}`;
const yearLong = (index: number) => ({
  name: `Year ${index}`,
  date: `${2100 + index}-01-01`,
  time: '00:00:00',
  duration: 'P365D',
});

/** A document of 1 KB whose fragments expand to thousands of fields, which need a thousand requests to services. */
function expandingDocument(name: string): string {
  const fragments = [1, 2, 3, 4].map(
    (level) => `fragment F${level} on Event {
      venue { events(first: 1) { nodes { ...F${level - 1} } } } registrations(first: 1) { nodes { event { ...F${level - 1} } } } }`,
  );
  const fields = Array.from({ length: 20 }, (_, index) => `a${index}: events(first: 1) { nodes { ...F4 } }`);
  return `query ${name} { ${fields.join(' ')} } fragment F0 on Event { venue { name } } ${fragments.join(' ')}`;
}

/** Returns the milliseconds of processor time that this process, in which the parts run as well, takes for work. */
async function processorTime(work: () => Promise<void>): Promise<number> {
  const before = process.cpuUsage();
  await work();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1000;
}

describe('an attack by work', () => {
  let system: RecordedSystem;
  let events: string;
  let venue: HalBody;
  beforeAll(async () => {
    system = await startRecordedSystem(settings);
    events = `${system.services.events.url}/events`;
    venue = (await hal('GET', `${system.services.venues.url}/venues`, member)).body._embedded.venue[0];
  });
  afterAll(() => system.close());
  // A machine that is busy with other work makes the parts refuse requests, too.
  beforeEach(() => until(async () => (await hal('GET', events, member)).status === 200));

  const reads = (): number => Object.values(system.stores).reduce((sum, store) => sum + store.reads.length, 0);
  const eventReads = (): number => system.stores['events']!.reads.length;
  const bookings = async (): Promise<number> => (await system.stores['events']!.collection('day_schedules')).count({});

  async function expectVenuesServed(): Promise<void> {
    expect((await hal('GET', `${system.services.venues.url}/venues`, member)).status).toBe(200);
  }

  /** An innocent client is served, in both faces. */
  async function expectInnocentServed(): Promise<void> {
    expect((await hal('GET', events, member)).status).toBe(200);
    const { data, errors } = await graphql(
      `${system.gateway}/graphql`,
      '{ events(first: 1) { nodes { name } } }',
      member,
    );
    expect([errors, data.events.nodes.length]).toEqual([undefined, 1]);
  }

  it('with an operation that takes long to plan delays no other request: they are answered before it is planned', async () => {
    await expectInnocentServed();
    const list = (first: number) =>
      `venues(first: ${first}) { nodes { name events(first: 1) { nodes { name venue { name } registrations(first: 1) { nodes { id } } } } } }`;
    const fields = Array.from({ length: 24 }, (_, index) => `a${index}: ${list(index + 1)}`).join(' ');
    const before = system.stores['venues']!.reads.length;
    const isPlanned = (): boolean => system.stores['venues']!.reads.length > before;
    const arrival = nextRequestTo('/graphql');
    const attack = fetch(`${system.gateway}/graphql`, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        'x-forwarded-for': '203.0.113.69',
        authorization: basicAuthorization('phartman', 'password'),
      },
      body: JSON.stringify({ query: `query Unseen { ${fields} }` }),
    });
    await arrival;
    await expectInnocentServed();
    expect(isPlanned()).toBe(false);
    expect((await attack).status).toBe(200);
    expect(isPlanned()).toBe(true);
  });

  it('with patterns that backtrack is refused before a pattern is evaluated', async () => {
    const before = eventReads();
    const patterns = Array.from({ length: 49 }, (_, index) => ({ name: { $regex: slowPattern(index) } }));
    const where = encodeURIComponent(JSON.stringify({ $or: patterns }));
    const { status, body } = await hal('GET', `${events}?where=${where}`, member);
    expect([status, body.detail]).toEqual([400, expect.stringContaining('at most 1 open quantifier')]);
    const linear = encodeURIComponent(JSON.stringify({ $or: patterns.map(() => ({ name: { $regex: '^x*y' } })) }));
    expect((await hal('GET', `${events}?where=${linear}`, member)).body.detail).toContain('at most 5 patterns');
    expect(eventReads()).toBe(before);
    await expectInnocentServed();
  });

  it('with patterns in 50 aliases is refused before anything is read, at the gateway and at a subgraph', async () => {
    const fields = Array.from(
      { length: 50 },
      (_, index) => `a${index}: events(filter: { name: { regex: "^x*y${index}" } }) { totalCount }`,
    );
    const before = reads();
    for (const url of [`${system.gateway}/graphql`, `${system.services.events.url}/graphql`]) {
      const { status, errors } = await graphql(url, `{ ${fields.join(' ')} }`, member);
      expect([status, errors?.[0]?.extensions.code, errors?.[0]?.message]).toEqual([
        400,
        'BAD_USER_INPUT',
        expect.stringContaining('have 50 regular expressions (regex), but the limit is 5'),
      ]);
    }
    expect(reads()).toBe(before);
    await expectInnocentServed();
  });

  it('with a batch whose rules would write a lot is refused before anything is written, in both faces', async () => {
    const before = await bookings();
    const body = Array.from({ length: 1000 }, (_, index) => yearLong(index));
    const url = `${system.services.events.url}/events/venue/${venue._id}`;
    const rejected = await hal('POST', url, { ...member, body });
    expect([rejected.status, rejected.body.type, rejected.body.detail]).toEqual([
      422,
      expect.stringMatching(/problems\/invalid$/),
      expect.stringContaining('8.duration: the request needs more than 3000 records for its rules'),
    ]);
    const inputs = body.slice(0, 9).map((event) => ({ ...event, venue: venue._id as string }));
    const mutation = `mutation ($inputs: [CreateEventInput!]!) {
      createEvents(inputs: $inputs) { __typename ... on Invalid { issues { field message } } }
    }`;
    const counted = async (query: string, variables = {}) => {
      const { data, headers } = await graphql(`${system.gateway}/graphql`, query, { ...member, variables });
      return { data, left: Number(/;r=(\d+)/.exec(headers.get('ratelimit') ?? '')?.[1]) };
    };
    const { left } = await counted('{ __typename }');
    const { data, left: leftAfter } = await counted(mutation, { inputs });
    expect(left - leftAfter).toBe(inputs.length);
    expect(data.createEvents).toEqual({
      __typename: 'Invalid',
      issues: [{ field: '8.duration', message: expect.stringContaining('needs more than 3000 records') }],
    });
    expect(await bookings()).toBe(before);
    await expectInnocentServed();
  });

  it('with fragments that expand is refused before anything is planned or read, at the gateway and at a subgraph', async () => {
    const before = reads();
    const send = async (url: string, round: number): Promise<unknown[]> => {
      const { status, errors } = await graphql(`${url}/graphql`, expandingDocument(`Q${round}`), member);
      return [status, errors?.[0]?.extensions.code, errors?.[0]?.message];
    };
    const attack = async (): Promise<void> => {
      for (let round = 0; round < 3; round++)
        expect(await send(system.gateway, round)).toEqual([
          400,
          'TOO_COSTLY',
          expect.stringContaining('complexity of the operation exceeds the limit of 1000'),
        ]);
    };
    // Planning takes more than a second for each of the three.
    expect(await processorTime(attack)).toBeLessThan(2500);
    // A service has no fields of others, so its documents do not expand.
    expect(await send(system.services.events.url, 0)).toContain('GRAPHQL_VALIDATION_FAILED');
    expect(reads()).toBe(before);
    await expectInnocentServed();
  });

  it.each([
    [
      'introspection',
      `{ __schema { queryType { fields { type { ${'ofType{'.repeat(2400)}name${'}'.repeat(2400)} } } } } }`,
    ],
    ['inline fragments', `{ ${'...{'.repeat(3000)}__typename${'}'.repeat(3000)} }`],
    ['values', `{ events(filter: ${'['.repeat(4900)}${']'.repeat(4900)}) { totalCount } }`],
  ])('with deep nesting is refused before it overflows the stack: %s', async (_title, document) => {
    for (const url of [system.gateway, system.services.events.url]) {
      const { status, errors } = await graphql(`${url}/graphql`, document, member);
      expect([status, errors?.[0]?.extensions.code, errors?.[0]?.message]).toEqual([
        400,
        'TOO_COSTLY',
        expect.stringContaining('more than 250 levels deep'),
      ]);
    }
  });

  it('with operations that take long to plan is refused beyond a few, whatever their size; other addresses are not', async () => {
    const viewer = 'viewer { account { registrations { nodes { event { name venue { name } } } } } }';
    const fields = Array.from({ length: 5 }, (_, index) => `a${index}: ${viewer}`).join(' ');
    const names = ['A', 'B', 'C'];
    const document = names.map((name) => `query ${name} { ${fields} }`).join(' ');
    const send = async (address: string, operationName: string) => {
      const response = await fetch(`${system.gateway}/graphql`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', 'x-forwarded-for': address },
        body: JSON.stringify({ query: document, operationName }),
      });
      const { errors } = (await response.json()) as { errors?: { message: string; extensions: { code: string } }[] };
      return { status: response.status, retryAfter: Number(response.headers.get('retry-after')), error: errors?.[0] };
    };
    for (const name of ['A', 'B']) expect((await send('203.0.113.67', name)).status).toBe(200);
    const { status, retryAfter, error } = await send('203.0.113.67', 'C');
    expect([status, error?.extensions.code, error?.message]).toEqual([
      429,
      'TOO_MANY_REQUESTS',
      expect.stringContaining('exceed a complexity of 500 in 10 s'),
    ]);
    expect(retryAfter).toBeGreaterThan(0);
    expect((await send('203.0.113.67', 'A')).status).toBe(200);
    expect((await send('203.0.113.8', 'C')).status).toBe(200);
    expect((await send('203.0.113.67', 'C')).status).toBe(200);
  });

  it('with one large read again and again uses up its quota by what it reads, in both faces', async () => {
    const left = (headers: Headers): number => Number(/;r=(\d+)/.exec(headers.get('ratelimit') ?? '')?.[1]);
    const query = (text: string) => async () =>
      left((await graphql(`${system.gateway}/graphql`, text, member)).headers);
    const list = (search: string) => async () => left((await hal('GET', `${events}${search}`, member)).headers);
    const costOf = async (send: () => Promise<number>): Promise<number> => (await send()) - (await send());
    const small = '{ events(first: 1) { nodes { id } } }';
    expect(await costOf(query(small))).toBe(1);
    expect(await costOf(query('{ events(first: 50) { nodes { id venue { id } } } }'))).toBe(11);
    expect(await costOf(query('{ __schema { queryType { name } } }'))).toBe(101);
    const { total } = (await hal('GET', events, member)).body._meta;
    expect(await costOf(list('?max_results=1'))).toBe(1);
    expect(await costOf(list('?embed=venue&embed=registration.account'))).toBe(Math.ceil((4 * total) / 10));
  });

  it('with documents that were never sent before is refused beyond a few; other addresses are not', async () => {
    const filler = Array.from({ length: 45 }, (_, index) => `a${index}: __typename`)
      .join(' ')
      .padEnd(11_600, ' ');
    const send = async (address: string, query: string): Promise<Response> =>
      fetch(`${system.gateway}/graphql`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', 'x-forwarded-for': address },
        body: JSON.stringify({ query }),
      });
    const responses = [];
    for (let round = 0; round < 12; round++)
      responses.push(await send('203.0.113.66', `{ u${round}: __typename ${filler} }`));
    const admitted = responses.filter(({ status }) => status === 200).length;
    const refused = responses.filter(({ status }) => status === 429);
    expect(admitted + refused.length).toBe(12);
    expect(refused.length).toBeGreaterThanOrEqual(6);
    expect(Number(refused[0]?.headers.get('retry-after'))).toBeGreaterThan(0);
    expect((await send('203.0.113.7', '{ innocent: __typename }')).status).toBe(200);
    expect((await send('203.0.113.66', '{ innocent: __typename }')).status).toBe(200);
    await expectInnocentServed();
  });

  it.each([
    ['sheath', ['203.0.113.80', '203.0.113.81']],
    ['root', ['203.0.113.82', '203.0.113.83']],
  ] as const)('by wrong passwords through the gateway throttles the attacker, and not %s', async (as, addresses) => {
    const [attacker, owner] = addresses;
    const signIn = (address: string, password: string): Promise<Response> =>
      fetch(`${system.gateway}/graphql`, {
        method: 'POST',
        headers: {
          'content-type': 'application/json',
          'x-forwarded-for': address,
          authorization: basicAuthorization(as, password),
        },
        body: JSON.stringify({ query: '{ venues(first: 1) { nodes { name } } }' }),
      });
    // The accounts service learns the owner's address. The gateway does not see the password.
    const own = { as, headers: { 'x-forwarded-for': owner } };
    expect((await hal('GET', `${system.services.accounts.url}/accounts`, own)).status).not.toBe(401);
    const responses: Response[] = [];
    for (let attempt = 0; attempt < 12; attempt++) responses.push(await signIn(attacker, `wrong ${attempt}`));
    expect(responses.map(({ status }) => status)).toEqual([...Array<number>(10).fill(401), 429, 429]);
    expect(Number(responses.at(-1)?.headers.get('retry-after'))).toBeGreaterThan(0);
    const { data } = (await (await signIn(owner, 'password')).json()) as { data: { venues: { nodes: object[] } } };
    expect(data.venues.nodes.length).toBe(1);
  });

  it.each([
    [
      'a query at the gateway',
      () => ({
        url: `${system.gateway}/graphql`,
        method: 'POST',
        body: JSON.stringify({ query: '{ venues { nodes { name events { nodes { name } } } } }' }),
      }),
    ],
    ['an embed in the HAL face', () => ({ url: `${events}?embed=venue`, method: 'GET' })],
  ])('ends when the client disconnects: %s', async (_title, request) => {
    const venues = system.stores['venues']!;
    let release: () => void = () => undefined;
    venues.hold = new Promise((resolve) => {
      release = resolve;
    });
    const before = venues.reads.length;
    const aborted: string[] = [];
    const observer = onRequest('error', ({ origin }) => aborted.push(origin));
    const client = new AbortController();
    const { url, ...init } = request();
    const headers = { 'content-type': 'application/json', ...credentials(member.as) };
    const response = fetch(url, { ...init, headers, signal: client.signal }).catch(() => 'disconnected');
    await until(() => venues.reads.length > before);
    const readsOfEvents = eventReads();
    client.abort();
    expect(await response).toBe('disconnected');
    // Requests between parts time out after 30 s.
    await until(() => aborted.includes(system.services.venues.url), 20_000);
    venues.hold = undefined;
    release();
    observer[Symbol.dispose]();
    await expectVenuesServed();
    expect(eventReads()).toBe(readsOfEvents);
  });

  it('does not end with a mutation that was sent before the client disconnects', async () => {
    const client = new AbortController();
    const observer = onRequest('create', ({ origin, path }) => {
      if (origin === system.services.venues.url && path === '/graphql') client.abort();
    });
    const query = 'mutation { createVenue(input: { name: "Left behind", capacity: 5 }) { __typename } }';
    const headers = { 'content-type': 'application/json', ...credentials('root') };
    const body = JSON.stringify({ query });
    const response = fetch(`${system.gateway}/graphql`, { method: 'POST', headers, body, signal: client.signal });
    expect(await response.catch(() => 'disconnected')).toBe('disconnected');
    observer[Symbol.dispose]();
    const where = encodeURIComponent(JSON.stringify({ name: 'Left behind' }));
    const url = `${system.services.venues.url}/venues?where=${where}`;
    await until(async () => (await hal('GET', url, member)).body._meta.total === 1);
  });

  it('that keeps the process busy makes it refuse requests with 503, and answer services and /health', async () => {
    const status = async (url: string): Promise<number> => (await hal('GET', url, member)).status;
    const authorization = await serviceAuthorization('registrations-service', {
      audience: 'events-service',
      purpose: 'internal',
    });
    for (let round = 0; round < 8; round++) {
      block(1000);
      await delay(0);
    }
    const [rejected, response, atGateway, root, health] = await Promise.all([
      hal('GET', events, member),
      graphql(`${system.services.events.url}/graphql`, '{ events { totalCount } }', member),
      graphql(`${system.gateway}/graphql`, '{ events { totalCount } }', member),
      hal('GET', system.halGateway),
      fetch(`${system.services.events.url}/health`),
    ]);
    const question = await hal('POST', `${events}/_standing`, { headers: authorization, body: { questions: [] } });
    expect([question.status, await status(events)]).toEqual([200, 503]);
    expect([rejected.status, rejected.body.type, rejected.headers.get('retry-after')]).toEqual([
      503,
      expect.stringMatching(/problems\/overloaded$/),
      expect.stringMatching(/^([2-9]|10)$/),
    ]);
    for (const { status: sent, headers, errors } of [response, atGateway])
      expect([sent, headers.get('retry-after'), errors?.[0]?.extensions.code]).toEqual([
        503,
        expect.stringMatching(/^([2-9]|10)$/),
        'SERVICE_UNAVAILABLE',
      ]);
    expect([root.status, health.status]).toEqual([503, 200]);
    await until(async () => (await status(events)) === 200);
    await until(() =>
      expectInnocentServed().then(
        () => true,
        () => false,
      ),
    );
  });
});
