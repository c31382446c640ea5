import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { buildClientSchema, getIntrospectionQuery, lexicographicSortSchema, printSchema } from 'graphql';
import { gatewaySettings } from '../../../gateway/settings.ts';
import { startGateway, type RunningGateway } from '../../../gateway/start.ts';
import { createServiceIdentity } from '../../../kit/access/service-identity.ts';
import { AsyncDisposableStack, use } from '../../../kit/util/disposable-stack.ts';
import { product } from '../../../product/product.ts';
import type { DomainSystem } from '../../../scripts/domain.ts';
import { graphql } from '../../support/clients.ts';
import { startEmptySystem } from '../../support/empty-system.ts';
import { withoutSavedGraph } from '../../support/gateway-files.ts';
import {
  startHostileServer,
  startRootWithGuests,
  type HostileGuest,
  type HostileServer,
} from '../../support/hostile-guests.ts';
import { populateDemo } from '../../support/system.ts';
import { until } from '../../support/until.ts';

const federation =
  'extend schema @link(url: "https://specs.apollo.dev/federation/v2.9", import: ["@key", "@shareable", "@override"])\n';
const venue = (fields: string) => ({ sdl: `${federation}type Venue @key(fields: "id") { id: ID! ${fields} }` });

/** Guests that try to take over the graph, or to stop the gateway; and the reason why each is not in the graph. */
const attacks: Readonly<Record<string, HostileGuest & { readonly problem: string }>> = {
  override: { ...venue('name: String! @override(from: "venues-service")'), problem: '@override' },
  sharing: { ...venue('name: String! @shareable'), problem: 'Venue.name' },
  query: { sdl: `${federation}type Query { venues: [Int] @shareable }`, problem: 'venues' },
  nullable: { sdl: `${federation}type Event @key(fields: "id") { id: ID x: Int }`, problem: 'Event.id' },
  deprecating: { sdl: venue('x: Int').sdl.replace('ID!', 'ID! @deprecated'), problem: 'it changes Venue' },
  huge: { sdl: '#'.repeat(3_000_000), problem: 'larger than allowed' },
  redirecting: { sdl: '', redirectTo: '/override/', problem: 'responds with 302' },
  elsewhere: { ...venue('x: Int'), links: { 'eb:sdl': { href: 'http://127.0.0.1:9/sdl' } }, problem: 'origin' },
};
/** A guest that is in the graph, and responds with more than it is asked for. */
const weather: HostileGuest = {
  sdl: `${federation}type Query { weather: String } type Venue @key(fields: "id") { id: ID! weather: String }`,
  respond: (body) => {
    const entity = { id: 'x', name: 'evil', weather: 'fine' };
    return {
      data: body.includes('_entities') ? { _entities: Array(4).fill(entity) } : { weather: 'fine', venues: [] },
    };
  },
};
/** A guest that is in the graph, and responds with an error whose code is the alias of the requested field. */
const refusing: HostileGuest = {
  sdl: `${federation}type Query { refusal: String }`,
  respond: (body) => {
    const code = /(\w+): ?refusal/.exec(body)?.[1] ?? 'none';
    const error = { message: 'Call 555-0100', extensions: { code, http: { status: 418 } } };
    const errors = [{ ...error, path: [code] }, { ...error, path: ['Call 555-0100'] }, error];
    return code === 'none' ? {} : { data: { [code]: null }, errors };
  },
  head: { status: 429, headers: { 'www-authenticate': 'Basic realm="555-0100"', 'retry-after': '86400' } },
};

async function apiOf(gateway: string): Promise<string> {
  const { data } = await graphql(`${gateway}/graphql`, getIntrospectionQuery());
  return printSchema(lexicographicSortSchema(buildClientSchema(data)));
}

/** On a busy machine, composing takes longer. */
const patience = { guestComposeTimeoutMs: 120_000 };

describe('hostile guests of the graph', () => {
  const stack = new AsyncDisposableStack();
  let system: DomainSystem;
  let server: HostileServer;
  let gateway: RunningGateway;
  const subgraph = (name: string) => gateway.health().subgraphs.find((each) => each.name === name);

  beforeAll(async () => {
    system = use(stack, await startEmptySystem({ AUTH_TOKEN_SECONDS: '600' }));
    await populateDemo(system.halGateway);
    server = use(stack, await startHostileServer({ ...attacks, weather, refusing }));
    const guests = [...Object.keys(attacks), 'weather', 'refusing'];
    const root = use(stack, await startRootWithGuests(system.halGateway, { guests, server: server.url }));
    const env = { ...withoutSavedGraph, GRAPHQL_GUESTS: 'true' };
    const settings = { ...gatewaySettings(env), ...patience, port: 0, gatewayUrl: root.url };
    gateway = use(stack, await startGateway(settings));
    await until(() => guests.every((name) => subgraph(name)?.state !== undefined));
  });
  afterAll(() => stack.disposeAsync());

  it.each(Object.entries(attacks))('are not in the graph: %s', (name, { problem }) => {
    expect(subgraph(name)?.state).toMatch(/^(rejected|unreachable)$/);
    expect(subgraph(name)?.problem).toContain(problem);
  });

  it('change nothing of the API schema, and add only what is theirs', async () => {
    const [alone, together] = await Promise.all([apiOf(system.gateway), apiOf(gateway.url)]);
    expect(alone).not.toContain('weather');
    expect(together.replace(/^ {2}(weather|refusal): String\n\n?/gm, '').replaceAll(/\n{2,}/g, '\n')).toBe(
      alone.replaceAll(/\n{2,}/g, '\n'),
    );
  });

  it('get no credentials and no tokens, and replace no values of others', async () => {
    const query = '{ weather venues { nodes { name weather } } }';
    const headers = { 'idempotency-key': 'k', authorization: `Basic ${btoa('root:password')}` };
    const response = await fetch(`${gateway.url}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...headers },
      body: JSON.stringify({ query }),
    });
    const { data, errors } = (await response.json()) as {
      data: { weather: string; venues: { nodes: { name: string; weather: string }[] } };
      errors: unknown;
    };
    expect([errors, data.weather]).toEqual([undefined, 'fine']);
    expect(data.venues.nodes.map((node) => node.weather)).toEqual(Array(4).fill('fine'));
    expect(data.venues.nodes.map(({ name }) => name)).not.toContain('evil');
    expect(server.received.filter(({ path }) => path === '/weather/graphql').length).toBeGreaterThan(0);
    const secret = [
      'authorization',
      'service-authorization',
      'x-forwarded-for',
      'forwarded',
      'idempotency-key',
      'cookie',
    ];
    for (const received of server.received)
      expect(Object.keys(received.headers).filter((name) => secret.includes(name))).toEqual([]);
  });

  it.each(['UNAUTHENTICATED', 'TOO_MANY_REQUESTS', 'FORBIDDEN', 'TOO_COSTLY', 'none'])(
    'choose no error, status, challenge or wait of a client: %s',
    async (code) => {
      const { status, headers, data, errors } = await graphql(`${gateway.url}/graphql`, `{ ${code}: refusal }`);
      expect([status, headers.get('www-authenticate'), headers.get('retry-after')]).toEqual([503, null, null]);
      const error = {
        message: 'The service "refusing" is unavailable. Please try again later.',
        extensions: { code: 'SERVICE_UNAVAILABLE', service: 'refusing', requestId: expect.any(String) },
      };
      expect([data, errors]).toEqual([{ [code]: null }, [{ ...error, path: [code] }]]);
    },
  );

  it('are quoted on /health for operators only', async () => {
    const health = async (headers: Record<string, string> = {}) =>
      (await fetch(`${gateway.url}/health`, { headers })).text();
    const open = await health();
    expect(open).toContain('"name":"override"');
    expect(open).not.toMatch(/problem|url|http:|@override/);
    const identity = createServiceIdentity('venues-service', { secret: product.slug, product });
    const token = await identity.token({ audience: 'gateway', purpose: 'internal' });
    expect(await health({ authorization: `Bearer ${token}` })).toContain('@override');
    const tokens = await fetch(`${system.services.accounts.url}/token`, {
      method: 'POST',
      headers: { authorization: `Basic ${btoa('root:password')}` },
    });
    const { access_token: root } = (await tokens.json()) as { access_token: string };
    expect(await health({ authorization: `Bearer ${root}` })).toContain('@override');
    expect(await health({ authorization: `Basic ${btoa('root:password')}` })).toContain('@override');
    expect(await health({ authorization: `Basic ${btoa('root:wrong')}` })).toBe(open);
  });

  it('are too many, too large or different at each request, and delay no request to the services', async () => {
    let reads = 0;
    const conflict = venue('name: Int!');
    const conflicting = Array.from({ length: 60 }, (_, index) => [`conflicting-${index}`, conflict] as const);
    const changing = Array.from({ length: 4 }, (_, index) => {
      const sdl = (): string => `${venue(`x${++reads}: Int`).sdl}\n#${'x'.repeat(900_000)}`;
      return [`changing-${index}`, { sdl }] as const;
    });
    const all: Readonly<Record<string, HostileGuest>> = Object.fromEntries([...changing, ...conflicting]);
    const crowd = use(stack, await startHostileServer(all));
    const root = use(
      stack,
      await startRootWithGuests(system.halGateway, { guests: Object.keys(all), server: crowd.url }),
    );
    const env = {
      ...withoutSavedGraph,
      GRAPHQL_GUESTS: 'true',
      GRAPHQL_MAX_GUESTS: '8',
      GRAPHQL_SWEEP_INTERVAL_MS: '100',
    };
    const crowded = use(
      stack,
      await startGateway({ ...gatewaySettings(env), ...patience, port: 0, gatewayUrl: root.url }),
    );
    const served = () => graphql(`${crowded.url}/graphql`, '{ venues { nodes { name } } }', { as: 'root' });
    await until(async () => (await served()).status === 200);
    await until(async () => {
      const { data, errors } = await served();
      expect([errors, data.venues.nodes.length]).toEqual([undefined, 4]);
      return reads >= 12;
    });
    const asked = new Set(crowd.received.map(({ path }) => path.split('/')[1]));
    expect(asked.size).toBe(8);
    expect(crowd.received.filter(({ headers }) => 'authorization' in headers)).toEqual([]);
    expect(await apiOf(system.gateway)).toBe((await apiOf(crowded.url)).replaceAll(/^ {2}x\d+: Int\n\n?/gm, ''));
  });
});
