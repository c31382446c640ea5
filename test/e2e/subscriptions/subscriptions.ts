import { ApolloClient, gql, HttpLink, InMemoryCache } from '@apollo/client';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { createClient } from 'graphql-sse';
import { startTestGateway, type TestGateway } from '../graphql-gateway/test-gateway.ts';
import type { HalBody } from '../../support/clients.ts';
import { until } from '../../support/until.ts';
import { createEventFeed } from './event-feed.ts';
import { registrations } from './registrations.ts';

const document = `subscription Changes($id: ID!) {
  change: eventChanged(id: $id) { kind key: id event { id: name registrations { totalCount } } }
}`;
const changed = (id: string) => ({ kind: 'CHANGED', id, event: { id, name: `Event ${id}` } }) as const;
const expected = (id: string, totalCount = 2) => ({
  change: { kind: 'CHANGED', key: id, event: { id: `Event ${id}`, registrations: { totalCount } } },
});
const accepts = { multipart: 'multipart/mixed;boundary=graphql;subscriptionSpec=1.0', sse: 'text/event-stream' };

describe('subscriptions through the gateway', () => {
  const feed = createEventFeed();
  let testGateway: TestGateway;
  beforeAll(async () => {
    testGateway = await startTestGateway();
    await testGateway.addSubgraph(feed.subgraph);
    await testGateway.addSubgraph(registrations);
    await testGateway.waitUntilServing('events', 'registrations');
  });
  afterAll(() => testGateway.close());
  afterEach(() => until(() => feed.listeners() === 0));

  /** Subscribes as a client without a library. */
  const subscribe = async (accept: string, body: object = { query: document, variables: { id: '1' } }) => {
    const controller = new AbortController();
    const response = await fetch(testGateway.endpoint, {
      method: 'POST',
      headers: { accept, 'content-type': 'application/json' },
      body: JSON.stringify(body),
      signal: controller.signal,
    });
    return { response, close: () => controller.abort() };
  };

  it('send Apollo Client the events with fields of other services', async () => {
    const client = new ApolloClient({ link: new HttpLink({ uri: testGateway.endpoint }), cache: new InMemoryCache() });
    const results: HalBody[] = [];
    const ended = new Promise<void>((resolve, reject) => {
      client
        .subscribe({ query: gql(document), variables: { id: '1' } })
        .subscribe({ next: (result) => results.push(result), complete: resolve, error: reject });
    });
    await until(() => feed.listeners() === 1);
    feed.emit(changed('2'));
    feed.emit(changed('1'));
    await until(() => results.length === 1);
    expect(results[0]).toMatchObject({ data: expected('1') });
    feed.emit({ kind: 'REMOVED', id: '1', event: null });
    await until(() => results.length === 2);
    expect(results[1].data.change).toMatchObject({ kind: 'REMOVED', event: null });
    feed.complete();
    await ended;
    client.stop();
  });

  it('send graphql-sse the events with fields of other services', async () => {
    const client = createClient({ url: testGateway.endpoint, retryAttempts: 0 });
    const results = client.iterate({ query: document, variables: { id: '1' } });
    const first = results.next();
    await until(() => feed.listeners() === 1);
    feed.emit(changed('1'));
    expect((await first).value).toEqual({ data: expected('1') });
    feed.complete();
    expect((await results.next()).done).toBe(true);
    client.dispose();
  });

  it.each([
    'application/json',
    '*/*',
    'multipart/mixed, application/json',
    'multipart/mixed;deferSpec=20220824, application/json',
  ])('are 406 with the media types that would do for a client that accepts %s', async (accept) => {
    const { response } = await subscribe(accept);
    const { errors } = await response.json();
    expect([response.status, errors[0].extensions.code]).toEqual([406, 'BAD_USER_INPUT']);
    expect(errors[0].message).toContain('"multipart/mixed;subscriptionSpec=1.0" or "text/event-stream"');
  });

  const invalid: readonly (readonly [string, object])[] = [
    ['a document that is not valid', { query: 'subscription { eventChanged(id: 1) { nothing } }' }],
    ['invalid variables', { query: document, variables: {} }],
    ['a service that refuses', { query: 'subscription { refused { id } }' }],
  ];
  it.each(invalid)('have their errors in the format that is accepted: %s', async (_title, body) => {
    const { response } = await subscribe(accepts.sse, body);
    const text = await response.text();
    expect([response.status, response.headers.get('content-type')]).toEqual([200, 'text/event-stream; charset=utf-8']);
    expect(text).toMatch(
      /^event: next\ndata: \{"errors":\[.*"code":"[A-Z_]+",.*"requestId":".*\n\nevent: complete\ndata:\n\n$/,
    );
    const multipart = await subscribe(`${accepts.multipart}, application/json;q=0.9`, body);
    expect(multipart.response.headers.get('content-type')).toBe('application/json; charset=utf-8');
    expect((await multipart.response.json()).errors[0].extensions).toHaveProperty('code');
  });
});
