import { describe, expect, it } from '@jest/globals';
import { moment, secondsInWords } from './moment.ts';
import { describeMapNews } from './news.ts';
import { createSystemReader, statusTarget } from './read-system.ts';
import { mapOf, mostServices, type SystemDocuments } from './system.ts';

const shown = (body: unknown, url = 'http://localhost/', status = 200) => ({
  ...{ url, method: 'GET', status, headers: {}, body },
});
const at = '2026-11-30T12:00:30.000Z';
const registration = (name: string, more = {}) => ({
  ...{ name, baseUrl: `http://${name}`, guest: false, ttl: 30, expires: at },
  ...{ rels: { [name]: { href: `http://${name}/list`, title: `List of ${name}` } }, ...more },
});
const documents: SystemDocuments = {
  root: shown({
    _links: {
      service: [
        { href: 'http://b/', name: 'b' },
        { href: 'http://a/', name: 'a' },
        { href: 'http://guest/', name: 'guest', guest: true },
      ],
      retired: [{ href: '/gateway_registrations', name: 'old' }],
    },
  }),
  registrations: shown({
    _meta: {},
    _embedded: {
      gateway_registrations: [
        registration('a'),
        registration('b', { ttl: undefined }),
        registration('guest', { guest: true }),
        registration('away'),
      ],
    },
  }),
  health: shown({ status: 'ok', store: 'ok', registrations: { reserved: ['away', 'kept'] } }),
  graph: shown({
    ...{ status: 'degraded', composedAt: at },
    subgraphs: [
      { name: 'a', state: 'serving', since: at },
      { name: 'b', state: 'rejected', since: at, problem: 'types differ' },
      { name: 'gone', state: 'withdrawn', since: at },
    ],
  }),
};

describe('the map of the system', () => {
  it('puts together what the root, the registry and both gateways tell of each service', () => {
    const { services, halGateway, graphGateway } = mapOf(documents);
    expect(services.map(({ name, state, isGuest }) => [name, state, isGuest])).toEqual([
      ['a', 'live', false],
      ['b', 'live', false],
      ['guest', 'live', true],
      ['away', 'away', false],
      ['gone', 'left', false],
      ['kept', 'left', false],
      ['old', 'retired', false],
    ]);
    expect(services[0]).toMatchObject({
      home: 'http://a/',
      lease: { seconds: 30, endsAt: Date.parse(at) },
      offers: [{ rel: 'a', href: 'http://a/list', title: 'List of a' }],
      subgraph: { state: 'serving', since: at, problem: undefined },
    });
    expect(services[1]).toMatchObject({ lease: undefined, subgraph: { state: 'rejected', problem: 'types differ' } });
    expect([halGateway.status, halGateway.store, graphGateway]).toEqual([
      'ok',
      'ok',
      { status: 'degraded', store: undefined, composedAt: at },
    ]);
  });

  it('shows what it knows when documents cannot be read', () => {
    const { services, halGateway, graphGateway } = mapOf({
      ...{ root: documents.root, registrations: undefined, health: undefined, graph: undefined },
    });
    expect(services.map(({ name, state }) => [name, state])).toEqual([
      ['a', 'live'],
      ['b', 'live'],
      ['guest', 'live'],
      ['old', 'retired'],
    ]);
    expect([halGateway.status, graphGateway]).toEqual(['unknown', undefined]);
  });

  it('is bounded', () => {
    const service = Array.from({ length: mostServices + 5 }, (_, index) => ({ href: '/', name: `s${index}` }));
    const { services, omitted } = mapOf({ ...documents, root: shown({ _links: { service } }) });
    expect([services.length, omitted]).toEqual([mostServices, 11]);
  });

  it('tells what is different, in few words', () => {
    const before = mapOf(documents);
    expect(describeMapNews(before, before)).toBe('');
    const links = { service: [{ href: 'http://a/', name: 'a' }] };
    const registrations = shown({ _meta: {}, _embedded: { gateway_registrations: [registration('a')] } });
    const graph = shown({ subgraphs: [{ name: 'a', state: 'unreachable' }] });
    const after = mapOf({ ...documents, root: shown({ _links: links }), registrations, graph });
    expect(describeMapNews(before, after)).toBe(
      'a cannot be read by the GraphQL gateway, away has left, b is gone, 3 more changes',
    );
    expect(describeMapNews(after, before)).toMatch(/^a is in the graph, b is live, guest is live, \d more changes$/);
  });
});

describe('the reader of the map', () => {
  it.each([
    ['<health>; rel="status"', 'http://localhost/health'],
    ['</a>; rel=next, <http://other/s>; title="x"; rel="up status"', 'http://other/s'],
    ['</a>; rel="next"', undefined],
    [null, undefined],
  ])('finds the status in %j', (header, expected) => {
    expect(statusTarget(header, 'http://localhost/graphql')).toBe(expected);
  });

  it('goes by links, and asks once where the status is', async () => {
    const requests: string[] = [];
    const links = {
      gateway_registrations: { href: '/r' },
      health: { href: '/h' },
      graphql: { href: 'http://graph/graphql' },
    };
    const read = createSystemReader({
      rootUrl: 'http://localhost/',
      send: async ({ method, url }) => {
        requests.push(`${method} ${url}`);
        if (url === 'http://localhost/') return shown({ _links: links });
        return shown({ status: 'x' }, url, url.endsWith('/h') ? 503 : url.endsWith('/r') ? 404 : 200);
      },
      open: async ({ method, url }) => {
        requests.push(`${method} ${url}`);
        return new Response(null, { headers: { link: '<health>; rel="status"' } });
      },
    });
    const { signal } = new AbortController();
    const { registrations, health, graph } = await read(signal);
    expect([registrations, health?.status, graph?.url]).toEqual([undefined, 503, 'http://graph/health']);
    await read(signal);
    expect(requests.filter((request) => request.startsWith('OPTIONS'))).toEqual(['OPTIONS http://graph/graphql']);
    expect(requests).toHaveLength(9);
  });
});

describe('times on the map', () => {
  it('are short', () => {
    expect([0, 119, 120, 3600, 7199, 7200, 90_000].map(secondsInWords)).toEqual([
      ...['0 s', '119 s', '2 min', '60 min', '2 h', '2 h', '25 h'],
    ]);
    const noon = new Date(2026, 10, 30, 12, 5);
    expect(moment(noon.toISOString(), noon)).toMatch(/^12:05/);
    expect(moment(noon.toISOString(), new Date(2026, 11, 1))).toMatch(/2026/);
  });
});
