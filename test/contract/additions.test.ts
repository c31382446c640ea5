import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { parseTemplate } from 'url-template';
import { credentials, graphql, hal, type HalBody } from '../support/clients.ts';
import { startExtraService } from '../support/extra-service.ts';
import { testStores } from '../support/stores.ts';
import { startTestSystem, type TestSystem } from '../support/system.ts';
import { until } from '../support/until.ts';
import { review } from './review.ts';

describe.each(testStores)('a resource that adds to others, on $name:', ({ open }) => {
  let system: TestSystem;
  let service: Awaited<ReturnType<typeof startExtraService>>;
  let venues: readonly HalBody[];
  const accounts = new Map<string, HalBody>();
  const get = (url: string, as?: string, headers = {}) => hal('GET', url, { as, headers });
  const list = async (rel: string): Promise<readonly HalBody[]> =>
    (await get(system.href(rel), 'root')).body._embedded[rel];
  const write = async (venue: HalBody, author: string, stars: number): Promise<void> => {
    const body = { stars, _author_ref: accounts.get(author)._id };
    const url = `${service.url}/reviews/venue/${venue._id}`;
    expect((await hal('POST', url, { as: 'root', body })).status).toBe(201);
  };

  beforeAll(async () => {
    system = await startTestSystem(open);
    service = await startExtraService(review, system.env, 'reviews-service');
    await service.registered();
    await Promise.all(['accounts', 'venues'].map((word) => system.services[word]!.refreshRoot()));
    venues = await list('venue');
    for (const account of await list('account')) accounts.set(account.username, account);
    await write(venues[0], 'clopez', 5);
    await write(venues[0], 'sheath', 2);
    const isInGraph = async () =>
      (await graphql(system.graphql, '{ reviews { totalCount } }', { as: 'root' })).errors === undefined;
    await until(isInGraph);
  });
  afterAll(async () => {
    await service.close();
    await system.close();
  });

  it('views are linked from the documents that they are of, and lead back', async () => {
    const { body: venue } = await get(venues[0]._links.self.href, 'clopez');
    expect(venue._links.rating).toEqual({ href: `${service.url}/reviews/rating/${venue._id}`, title: 'Rating' });
    const { status, body } = await get(venue._links.rating.href, 'clopez');
    expect(status).toBe(200);
    expect(body).toMatchObject({ average: '3.5', count: 2, mine: true, _venue_ref: venue._id });
    expect(body.latest).toMatch(/^\d{4}-.*Z$/);
    expect(body._links.venue.href).toBe(venue._links.self.href);
    expect(body._links.self.href).toBe(venue._links.rating.href);
    const { body: empty } = await get(`${service.url}/reviews/rating/${venues[1]._id}`, 'clopez');
    expect(empty).toMatchObject({ average: null, latest: null, count: 0, mine: false });
  });

  it('views are validated by an entity tag that depends on the caller and on what is computed', async () => {
    const url = `${service.url}/reviews/rating/${venues[2]._id}`;
    const { headers } = await get(url, 'clopez');
    const condition = { 'if-none-match': headers.get('etag') };
    expect(headers.get('vary')).toContain('Authorization');
    expect((await get(url, 'clopez', condition)).status).toBe(304);
    await write(venues[2], 'clopez', 4);
    expect((await get(url, 'clopez', condition)).status).toBe(200);
    const { headers: others } = await get(url, 'sheath');
    expect(others.get('etag')).not.toBe((await get(url, 'clopez')).headers.get('etag'));
  });

  it('views of several documents are one request, also when they are embedded', async () => {
    const ids = venues.slice(0, 2).map(({ _id }) => _id);
    const { body } = await get(`${service.url}/reviews/rating?of=${ids.join(',')},nothing`, 'sheath');
    expect(body._embedded.rating.map(({ _venue_ref: id, count }: HalBody) => [id, count])).toEqual([
      [ids[0], 2],
      [ids[1], 0],
    ]);
    const embedded = (await get(`${system.href('venue')}?embed=rating`, 'sheath')).body._embedded.venue;
    const counts = embedded.map((venue: HalBody) => [
      venue._embedded.rating._venue_ref === venue._id,
      venue._embedded.rating.count,
    ]);
    expect(counts).toEqual([2, 0, 1, 0].map((count) => [true, count]));
    const { body: nested } = await get(`${venues[0]._links.self.href}?embed=rating.venue`, 'sheath');
    expect(nested._embedded.rating.count).toBe(2);
    expect(nested._not_embedded).toEqual({ 'rating.venue': 'rating has no relations to embed' });
    const many = Array.from({ length: 201 }, (_, index) => index).join(',');
    expect((await get(`${service.url}/reviews/rating?of=${many}`, 'sheath')).body.detail).toContain('at most 200');
  });

  it('views are read by whoever may read the document', async () => {
    const viewOf = (username: string) => `${service.url}/reviews/written/${accounts.get(username)._id}`;
    const statusOf = async (username: string, as?: string) => (await get(viewOf(username), as)).status;
    expect(await statusOf('clopez', 'clopez')).toBe(200);
    expect(await statusOf('sheath', 'clopez')).toBe(404);
    expect(await statusOf('sheath', 'hreagan')).toBe(200);
    expect(await statusOf('sheath')).toBe(401);
    const of = ['clopez', 'sheath'].map((username) => accounts.get(username)._id).join(',');
    const { body } = await get(`${service.url}/reviews/written?of=${of}`, 'clopez');
    expect(body._embedded.written).toHaveLength(1);
    expect((await hal('POST', viewOf('clopez'), { as: 'root', body: {} })).status).toBe(405);
  });

  it('views are fields in GraphQL', async () => {
    const query = '{ venues { nodes { id rating { average latest count mine } } } }';
    const { data, errors } = await graphql(system.graphql, query, { as: 'clopez' });
    expect(errors).toBeUndefined();
    const [first, second] = data.venues.nodes;
    expect(first.rating).toMatchObject({ average: '3.5', count: 2, mine: true });
    expect(first.rating.latest).toMatch(/^\d{4}-.*Z$/);
    expect(second.rating).toEqual({ average: null, latest: null, count: 0, mine: false });
  });

  it('views and searches are documented', async () => {
    const relation = await get(`${system.services['venues'].url}/relations/rating`, 'root');
    expect(relation.body).toMatchObject({ rel: 'rating', title: 'Rating', methods: ['GET'] });
    expect(relation.body.description).toMatch(/^What the reviews say about the venue\./);
    const search = await get(`${system.services['venues'].url}/relations/praised`, 'root');
    expect(search.body).toMatchObject({ rel: 'praised', title: 'Praised venues', methods: ['GET'] });
  });

  it('searches are templated links on the list of what they find', async () => {
    const { praised } = (await get(system.href('venue'), 'clopez')).body._links;
    const href = `${service.url}/reviews/praised{?stars,since}`;
    expect(praised).toEqual({ href, templated: true, title: 'Praised venues' });
    const find = (values: Record<string, string>, as?: string) => get(parseTemplate(href).expand(values), as);
    const { status, body } = await find({ stars: '5' }, 'clopez');
    expect([status, body._embedded.venue.map(({ _id }: HalBody) => _id)]).toEqual([200, [venues[0]._id]]);
    const none = await find({ stars: '2', since: '2999-01-01T00:00:00Z' }, 'clopez');
    expect(none.body._embedded.venue).toEqual([]);
    const invalid = await find({ stars: '6' }, 'clopez');
    expect([invalid.status, invalid.body.detail]).toEqual([400, expect.stringContaining('stars')]);
    expect((await find({}, 'clopez')).status).toBe(400);
    expect((await find({ stars: '5' })).status).toBe(401);
  });

  it('searches are queries in GraphQL', async () => {
    const query = 'query ($stars: Int!) { praisedVenues(stars: $stars) { id rating { count } } }';
    const send = (stars: number) => graphql(system.graphql, query, { as: 'clopez', variables: { stars } });
    expect((await send(5)).data.praisedVenues).toEqual([{ id: venues[0]._id, rating: { count: 2 } }]);
    expect((await send(6)).errors).toMatchObject([{ extensions: { code: 'BAD_USER_INPUT' } }]);
  });

  it('other representations are linked from documents and lists, and validated', async () => {
    const { body: list } = await get(`${service.url}/reviews?sort=stars`, 'clopez');
    const [first] = list._embedded.review;
    const url = `${first._links.self.href}/stars.csv`;
    expect(first._links.alternate).toEqual([{ href: url, type: 'text/csv', title: 'Table' }]);
    const read = (href: string, headers = {}) => fetch(href, { headers: { ...credentials('clopez'), ...headers } });
    const response = await read(url);
    expect(response.headers.get('content-type')).toBe('text/csv; charset=utf-8');
    expect(await response.text()).toBe(`stars\r\n${first.stars}\r\n`);
    expect((await read(url, { 'if-none-match': response.headers.get('etag') })).status).toBe(304);
    const where = encodeURIComponent(JSON.stringify({ stars: 5 }));
    const { body: filtered } = await get(`${service.url}/reviews?where=${where}`, 'clopez');
    expect(await (await read(filtered._links.alternate[0].href)).text()).toBe('stars\r\n5\r\n');
    expect((await fetch(url)).status).toBe(401);
  });
});
