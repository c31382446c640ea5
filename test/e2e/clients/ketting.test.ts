import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { basicAuth, Client, type State } from 'ketting';
import { embeddedStore } from '../../support/stores.ts';
import { startTestSystem, type TestSystem } from '../../support/system.ts';

let system: TestSystem;
beforeAll(async () => {
  system = await startTestSystem(embeddedStore.open);
});
afterAll(() => system.close());

function clientOf(username: string): Client {
  const client = new Client(system.halGateway);
  client.use(basicAuth(username, 'password'));
  return client;
}

/** Adds middleware that sends `If-Match` with the cached entity tag in each change. */
function withTags(client: Client): Client {
  client.use(async (request, next) => {
    const etag = client.cache.get(request.url)?.headers.get('etag');
    if (['PATCH', 'PUT', 'DELETE'].includes(request.method) && typeof etag === 'string')
      request.headers.set('if-match', etag);
    return next(request);
  });
  return client;
}

const named = (list: State, name: string): State => {
  const item = list.getEmbedded().find(({ data }) => data.name === name);
  if (item === undefined) throw new Error(`no item is named ${name}`);
  return item;
};

describe('ketting', () => {
  it('reads and pages by following links from the root', async () => {
    const venues = clientOf('root').follow('venue');
    const first = await (await venues.follow('search', { max_results: '3' })).get();
    expect(first.getEmbedded()).toHaveLength(3);
    const rest = await first.follow('next').get();
    expect(rest.getEmbedded().map(({ data }) => data.name)).toEqual(['Main Boardroom']);
    expect(rest.links.has('next')).toBe(false);
  });

  it('creates and changes by the templates of documents, without knowledge of their content', async () => {
    const client = withTags(clientOf('root'));
    const list = await (await client.follow('venue')).get();
    const form = list.action('default');
    expect(form.fields.map(({ name, required }) => [name, required])).toEqual(
      expect.arrayContaining([
        ['name', true],
        ['capacity', true],
      ]),
    );
    const created = await form.submit({ name: 'By ketting', capacity: 2 });
    const venue = await created.follow('self').get();
    const changed = await venue.action('default').submit({ capacity: 3 });
    expect(changed.data.capacity).toBe(3);
    const events = await venue.follow('event').get();
    const fields = { name: 'Kettle', date: '2031-06-06', time: '09:00:00', duration: 'PT1H' };
    const event = await events.action('default').submit(fields);
    expect(event.data.name).toBe('Kettle');
  });

  it('registers and cancels by templates, which exist only while the action is available', async () => {
    const client = clientOf('sheath');
    const venues = await (await client.follow('venue')).get();
    const boardroom = named(venues, 'Main Boardroom');
    const listed = named(await boardroom.follow('event').get(), 'All Hands');
    const event = await listed.follow('self').get();
    expect([event.hasAction('register'), event.hasAction('cancel')]).toEqual([true, false]);
    const registered = await event.action('register').submit({});
    expect(registered.data.changed).toBe(true);
    const after = await event.follow('self').refresh();
    expect([after.hasAction('register'), after.hasAction('cancel')]).toEqual([false, true]);
    const cancelled = await after.action('cancel').submit({});
    expect(cancelled.data.changed).toBe(true);
  });
});
