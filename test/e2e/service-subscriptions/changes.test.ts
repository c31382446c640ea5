import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createClient } from 'graphql-sse';
import { hasMongo, startReplicaSet } from '../../support/mongod.ts';
import { credentials, graphql } from '../../support/clients.ts';
import { openStream, type OpenedStream } from '../../support/event-stream.ts';
import { testStores, type TestStore } from '../../support/stores.ts';
import { startTestSystem, type TestSystem } from '../../support/system.ts';

async function openOnReplicaSet(): Promise<TestStore> {
  const { url, close } = await startReplicaSet();
  return { env: { MONGO_URL: url }, close };
}

const stores = [...testStores, ...(hasMongo() ? [{ name: 'a MongoDB replica set', open: openOnReplicaSet }] : [])];

describe.each(stores)('subscriptions at the services on $name', ({ open }) => {
  let system: TestSystem;
  const endpoint = (word: string): string => `${system.services[word]?.url ?? ''}/graphql`;
  beforeAll(async () => {
    system = await startTestSystem(async () => {
      const store = await open();
      return { ...store, env: { ...store.env, STORE_POLL_MS: '20' } };
    });
  });
  afterAll(() => system.close());

  const run = async (word: string, query: string, as = 'root') => {
    const { data, errors } = await graphql(endpoint(word), query, { as });
    expect(errors).toBeUndefined();
    return data;
  };
  const createVenue = async (name: string): Promise<string> => {
    const query = `mutation { createVenue(input: { name: "${name}", capacity: 3 }) { ... on CreateVenueSuccess { venue { id } } } }`;
    return (await run('venues', query)).createVenue.venue.id;
  };
  const changeVenue = (id: string, capacity: number) =>
    run(
      'venues',
      `mutation { changeVenue(id: "${id}", ifMatch: "*", input: { capacity: ${capacity} }) { __typename } }`,
    );
  const removeVenue = (id: string) =>
    run('venues', `mutation { removeVenue(id: "${id}", ifMatch: "*") { __typename } }`);

  it('tell what was created, changed and removed', async () => {
    const query = 'subscription { venuesChanged { kind id venue { name capacity etag actions { rel } } } }';
    const stream = await openStream(endpoint('venues'), query, { as: 'manderson' });
    expect(stream.status).toBe(200);
    expect(stream.headers.get('content-type')).toBe('text/event-stream; charset=utf-8');
    const id = await createVenue('Live');
    const created = await stream.next();
    expect(created).toMatchObject({
      event: 'next',
      data: { data: { venuesChanged: { kind: 'CREATED', id, venue: { name: 'Live', capacity: 3 } } } },
    });
    expect(created?.data.data.venuesChanged.venue.actions).not.toEqual([]);
    await changeVenue(id, 4);
    expect((await stream.next())?.data).toMatchObject({
      data: { venuesChanged: { kind: 'CHANGED', id, venue: { capacity: 4 } } },
    });
    await removeVenue(id);
    expect((await stream.next())?.data).toEqual({ data: { venuesChanged: { kind: 'REMOVED', id, venue: null } } });
    stream.close();
  });

  it('continue after the last event that a client has received, or from where they began', async () => {
    const query = 'subscription { venuesChanged { venue { name } } }';
    const nameOf = async (stream: OpenedStream): Promise<string> =>
      (await stream.next())?.data.data.venuesChanged.venue.name;
    const subscribe = (after?: string) =>
      openStream(endpoint('venues'), query, {
        as: 'manderson',
        ...(after !== undefined && { headers: { 'last-event-id': after } }),
      });
    const first = await subscribe();
    const start = first.lastEventId();
    // Another listener keeps the feed of a store that is polled.
    const other = await subscribe();
    await createVenue('Received');
    expect(await nameOf(first)).toBe('Received');
    first.close();
    await createVenue('Missed');
    expect([await nameOf(other), await nameOf(other)]).toEqual(['Received', 'Missed']);
    const continued = await subscribe(first.lastEventId());
    expect(await nameOf(continued)).toBe('Missed');
    const fromStart = await subscribe(start);
    expect([await nameOf(fromStart), await nameOf(fromStart)]).toEqual(['Received', 'Missed']);
    const unknown = await subscribe('unknown');
    expect((await unknown.json()).errors).toMatchObject([{ extensions: { code: 'SUBSCRIPTION_ENDED' } }]);
    for (const stream of [other, continued, fromStart]) stream.close();
  });

  it('tell of one document, with fields that are read anew for each event', async () => {
    const [event] = (await run('events', '{ events(first: 1) { nodes { id venue { id } } } }')).events.nodes;
    const query = `subscription { eventChanged(id: "${event.id}") { kind event { name venue { id events { totalCount } } } } }`;
    const stream = await openStream(endpoint('events'), query, { as: 'phartman' });
    const totals: number[] = [];
    for (const name of ['First', 'Second']) {
      const input = `{ name: "${name}", venue: "${event.venue.id}", date: "2031-01-01", time: "${name === 'First' ? '09' : '11'}:00", duration: "PT1H" }`;
      await run('events', `mutation { createEvent(input: ${input}) { ... on CreateEventSuccess { event { id } } } }`);
      await run(
        'events',
        `mutation { changeEvent(id: "${event.id}", ifMatch: "*", input: { name: "${name}" }) { __typename } }`,
      );
      const { data } = (await stream.next())!.data;
      expect(data.eventChanged).toMatchObject({ kind: 'CHANGED', event: { name } });
      totals.push(data.eventChanged.event.venue.events.totalCount);
    }
    expect(totals[1]).toBe(totals[0]! + 1);
    stream.close();
  });

  it('tell changes of documents that match a filter', async () => {
    const query = 'subscription { venuesChanged(filter: { name: { eq: "Chosen" } }) { kind venue { name } } }';
    const stream = await openStream(endpoint('venues'), query, { as: 'phartman' });
    const other = await createVenue('Other');
    const chosen = await createVenue('Chosen');
    expect((await stream.next())?.data.data.venuesChanged).toEqual({ kind: 'CREATED', venue: { name: 'Chosen' } });
    await changeVenue(other, 9);
    await removeVenue(chosen);
    expect((await stream.next())?.data.data.venuesChanged).toEqual({ kind: 'REMOVED', venue: null });
    await removeVenue(other);
    stream.close();
  });

  it('tell each caller what it may read', async () => {
    const query = 'subscription { accountsChanged { kind id account { username } } }';
    const [member, hr] = await Promise.all(
      ['phartman', 'hreagan'].map((as) => openStream(endpoint('accounts'), query, { as })),
    );
    const accounts = (await run('accounts', '{ accounts(first: 50) { nodes { id username } } }')).accounts.nodes;
    const rename = (username: string) => {
      const { id } = accounts.find((each: { username: string }) => each.username === username);
      return run(
        'accounts',
        `mutation { changeAccount(id: "${id}", ifMatch: "*", input: { name: "New" }) { __typename } }`,
      );
    };
    for (const username of ['tgraves', 'phartman']) {
      await rename(username);
      expect((await hr!.next())?.data.data.accountsChanged).toMatchObject({ kind: 'CHANGED', account: { username } });
    }
    expect((await member!.next())?.data.data.accountsChanged).toMatchObject({ account: { username: 'phartman' } });
    for (const stream of [member!, hr!]) stream.close();
  });

  it('are understood by the client of graphql-sse', async () => {
    let onConnected: ((value: unknown) => void) | undefined;
    const connected = new Promise((resolve) => (onConnected = resolve));
    const client = createClient({
      url: endpoint('venues'),
      headers: credentials('phartman'),
      retryAttempts: 0,
      on: { connected: () => onConnected?.(undefined) },
    });
    const results = client.iterate({ query: 'subscription { venuesChanged { kind venue { name } } }' });
    const first = results.next();
    await connected;
    const id = await createVenue('Protocol');
    expect((await first).value).toEqual({ data: { venuesChanged: { kind: 'CREATED', venue: { name: 'Protocol' } } } });
    await results.return?.();
    client.dispose();
    await removeVenue(id);
  });
});
