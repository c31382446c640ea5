import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { maxKeyLength } from '../../../kit/http/idempotency-key.ts';
import { credentials, hal, type HalBody } from '../../support/clients.ts';
import { testStores } from '../../support/stores.ts';
import { startTestSystem, type TestSystem } from '../../support/system.ts';

const root = { as: 'root' } as const;
const createVenue = `mutation ($input: CreateVenueInput!) { createVenue(input: $input) { __typename ... on CreateVenueSuccess { venue { id name } } } }`;

describe.each(testStores)('a repeated request, on $name,', ({ open }) => {
  let system: TestSystem;
  let count = 0;
  beforeAll(async () => {
    system = await startTestSystem(open);
  });
  afterAll(() => system.close());

  const newKey = (): string => `key-${count++}-${Math.random()}`;
  const body = () => ({ name: `Repeat ${count++}`, capacity: 5 });
  const post = (key: string, content: unknown, as = 'root') =>
    hal('POST', system.href('venue'), { as, body: content, headers: { 'idempotency-key': key } });
  const countByName = async (name: string): Promise<number> => {
    const where = encodeURIComponent(JSON.stringify({ name }));
    return (await hal('GET', `${system.href('venue')}?where=${where}`, root)).body._meta.total;
  };
  const mutate = async (url: string, key: string, query: string, variables: object): Promise<HalBody> => {
    const headers = { ...credentials('root'), 'content-type': 'application/json', 'idempotency-key': key };
    const response = await fetch(url, { method: 'POST', headers, body: JSON.stringify({ query, variables }) });
    return { status: response.status, ...((await response.json()) as object) };
  };

  it('with the same Idempotency-Key is executed once, and gets the first response', async () => {
    const [key, content] = [newKey(), body()];
    const first = await post(key, content);
    const second = await post(`"${key}"`, content);
    expect([first.status, second.status]).toEqual([201, 201]);
    expect([second.body, second.headers.get('location'), second.headers.get('etag')]).toEqual([
      first.body,
      first.headers.get('location'),
      first.headers.get('etag'),
    ]);
    expect(await countByName(content.name)).toBe(1);
  });

  it('is executed once if it is sent concurrently', async () => {
    const [key, content] = [newKey(), body()];
    const responses = await Promise.all(Array.from({ length: 10 }, () => post(key, content)));
    expect(new Set(responses.map(({ status, body: { _id } }) => `${status} ${_id}`)).size).toBe(1);
    expect(await countByName(content.name)).toBe(1);
  });

  it('is executed once if it creates a batch', async () => {
    const [key, content] = [newKey(), [body(), body(), body()]];
    const [first, second] = [await post(key, content), await post(key, content)];
    expect([first.status, second.status, second.body]).toEqual([201, 201, first.body]);
  });

  it('in one batch is rejected as a duplicate, or executed once if repeating it is no error', async () => {
    const one = body();
    const twice = await hal('POST', system.href('venue'), { ...root, body: [one, body(), one] });
    expect([twice.status, twice.body.fields, await countByName(one.name)]).toEqual([409, ['name'], 0]);
    expect((await post(newKey(), one)).status).toBe(201);
    const [{ _id: event }] = (await hal('GET', system.href('event'), root)).body._embedded.event;
    const [{ _id: account }] = (await hal('GET', `${system.href('account')}?sort=-_id`, root)).body._embedded.account;
    const registration = { _event_ref: event, _account_ref: account };
    const list = await hal('POST', system.href('registration'), { ...root, body: [registration, registration] });
    const [first, second] = list.body._embedded.registration;
    expect([list.status, second]).toEqual([201, first]);
    const found = await hal('GET', `${system.href('registration')}?where=${JSON.stringify(registration)}`, root);
    expect(found.body._meta.total).toBe(1);
  });

  it('is rejected as the first time, even if it would now succeed', async () => {
    const [key, content] = [newKey(), body()];
    const { body: existing } = await post(newKey(), content);
    expect((await post(key, content)).status).toBe(409);
    await hal('DELETE', existing._links.self.href, { ...root, headers: { 'if-match': '*' } });
    expect((await post(key, content)).body).toMatchObject({ status: 409, type: expect.stringMatching(/duplicate$/) });
    expect((await post(newKey(), content)).status).toBe(201);
  });

  it('with different content is rejected with 422 and key-reused', async () => {
    const key = newKey();
    await post(key, body());
    const other = await post(key, body());
    expect([other.status, other.body.type]).toEqual([422, expect.stringMatching(/key-reused$/)]);
  });

  it('of another caller with the same key is a separate request', async () => {
    const key = newKey();
    const [own, others] = [await post(key, body()), await post(key, body(), 'manderson')];
    expect([own.status, others.status]).toEqual([201, 201]);
  });

  it('is evaluated again if the first one was not allowed', async () => {
    const [key, content] = [newKey(), body()];
    expect((await post(key, content, 'phartman')).status).toBe(403);
    expect((await post(key, { ...content, capacity: 0 })).status).toBe(422);
  });

  it.each([
    ['empty', '""'],
    ['too long', 'x'.repeat(maxKeyLength + 1)],
  ])('with a key that is %s is rejected with 400', async (_, key) => {
    expect((await post(key, body())).body.detail).toContain('Idempotency-Key');
    const url = `${system.services.venues.url}/graphql`;
    expect((await mutate(url, key, createVenue, { input: body() })).status).toBe(400);
  });

  it('through GraphQL is executed once: at the gateway, at the subgraph, and at both', async () => {
    const [key, input] = [newKey(), body()];
    const urls = [system.graphql, `${system.services.venues.url}/graphql`, system.graphql];
    const responses = [];
    for (const url of urls) responses.push((await mutate(url, key, createVenue, { input })).data);
    expect(responses[0].createVenue.venue.name).toBe(input.name);
    expect(responses).toEqual([responses[0], responses[0], responses[0]]);
    const other = await mutate(system.graphql, key, createVenue, { input: body() });
    expect(other.errors[0].extensions.code).toBe('BAD_USER_INPUT');
  });

  it('through GraphQL with several mutations has one key for each mutation', async () => {
    const key = newKey();
    const [a, b] = [body(), body()];
    const both = `mutation ($a: CreateVenueInput!, $b: CreateVenueInput!) {
      a: createVenue(input: $a) { ... on CreateVenueSuccess { venue { id } } }
      b: createVenue(input: $b) { ... on CreateVenueSuccess { venue { id } } }
    }`;
    const first = await mutate(system.graphql, key, both, { a, b });
    expect(first.data.a.venue.id).not.toBe(first.data.b.venue.id);
    expect((await mutate(system.graphql, key, both, { a, b })).data).toEqual(first.data);
  });

  it('through GraphQL is recognized by the order of its mutations, whatever their aliases', async () => {
    const key = newKey();
    const [a, b] = [body(), body()];
    const created = (alias: string, input: string) =>
      `${alias}: createVenue(input: $${input}) { ... on CreateVenueSuccess { venue { id } } }`;
    const venues = (first: string, second: string) =>
      `mutation ($a: CreateVenueInput!, $b: CreateVenueInput!) { ${created(first, 'a')} ${created(second, 'b')} }`;
    // The gateway sends a request of its own for each group of mutations of one service.
    const separated = `mutation ($a: CreateVenueInput!, $b: CreateVenueInput!) { ${created('one', 'a')}
      removeEvent(id: "none", ifMatch: "*") { __typename } ${created('two', 'b')} }`;
    const first = await mutate(system.graphql, key, separated, { a, b });
    const ids = [first.data.one.venue.id, first.data.two.venue.id];
    expect(new Set(ids).size).toBe(2);
    for (const url of [system.graphql, `${system.services.venues.url}/graphql`]) {
      const { data } = await mutate(url, key, venues('x', 'y'), { a, b });
      expect([data.x.venue.id, data.y.venue.id]).toEqual(ids);
      const { data: renamed } = await mutate(url, key, venues('two', 'one'), { a, b });
      expect([renamed.two.venue.id, renamed.one.venue.id]).toEqual(ids);
    }
    const single = await mutate(system.graphql, key, createVenue, { input: a });
    expect(single.data.createVenue.venue.id).toBe(ids[0]);
  });

  it('has the same result: PUT and PATCH with the entity tag that was read, register, and cancel', async () => {
    const { body: venue } = await post(newKey(), body());
    const headers = { 'if-match': `"${venue._etag}"` };
    const replacement = { name: venue.name, capacity: 7, description: 'Larger' };
    const put = () => hal('PUT', venue._links.self.href, { ...root, headers, body: replacement });
    const [first, second] = [await put(), await put()];
    expect([first.status, second.status, second.body]).toEqual([200, 200, first.body]);
    const patch = () =>
      hal('PATCH', venue._links.self.href, {
        ...root,
        headers: { 'if-match': first.headers.get('etag') ?? '' },
        body: { capacity: 8, description: null },
      });
    expect([(await patch()).status, (await patch()).status]).toEqual([200, 200]);
    expect((await put()).status).toBe(412);
    const event = (await hal('GET', system.href('event'), root)).body._embedded.event[1];
    const act = (method: string, rel: string) =>
      hal(method, event._links[rel].href, { ...root, body: { username: 'clopez' } });
    const changes = [];
    for (const [method, rel] of [
      ['PUT', 'register'],
      ['PUT', 'register'],
      ['DELETE', 'cancel'],
      ['DELETE', 'cancel'],
    ] as const) {
      const response = await act(method, rel);
      changes.push([response.status, response.body.changed]);
    }
    expect(changes).toEqual([
      [201, true],
      [200, false],
      [200, true],
      [200, false],
    ]);
  });

  it('has the same result if it changes a password', async () => {
    const username = `repeat${count++}`;
    const content = { username, name: 'Repeat', role: 'member', password: 'password' };
    const { body: account } = await hal('POST', system.href('account'), { ...root, body: content });
    const change = (password: string) =>
      hal('PATCH', account._links.self.href, {
        ...root,
        headers: { 'if-match': `"${account._etag}"` },
        body: { password },
      });
    expect([(await change('another one')).status, (await change('another one')).status]).toEqual([200, 200]);
    expect((await change('a third one')).status).toBe(412);
  });
});
