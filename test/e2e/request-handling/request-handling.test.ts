import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { basicAuthorization } from '../../../kit/access/credentials.ts';
import type { DomainWord } from '../../../scripts/domain.ts';
import { graphql, hal, type HalBody } from '../../support/clients.ts';
import { sendRaw } from '../../support/raw-http.ts';
import { startRecordedSystem, type RecordedSystem } from '../../support/recorded-system.ts';
import { unthrottledSignIn } from '../../support/generous-timeouts.ts';

const root = { as: 'root' } as const;
let unknownCallers = 0;
/** Returns invalid credentials with a new name each time: the throttle counts attempts by name. */
const wrongCredentials = () => ({ authorization: basicAuthorization(`unknown${unknownCallers++}`, 'wrong') });
const large = JSON.stringify({ name: 'x'.repeat(2_000_000) });

describe('request handling', () => {
  let system: RecordedSystem;
  beforeAll(async () => {
    system = await startRecordedSystem(unthrottledSignIn);
  });
  afterAll(() => system.close());

  const url = (word: DomainWord, path = ''): string => `${system.services[word].url}/${word}${path}`;
  const subgraph = (word: DomainWord): string => `${system.services[word].url}/graphql`;
  const first = async (word: DomainWord, rel: string): Promise<HalBody> =>
    (await hal('GET', url(word), root)).body._embedded[rel][0];
  /** Returns the reads of a service's own collection while `run` is pending. */
  const readsDuring = async (word: DomainWord, run: () => Promise<unknown>): Promise<readonly string[]> => {
    const reads = system.stores[word]?.reads ?? [];
    reads.length = 0;
    await run();
    return reads.filter((read) => read.endsWith(` ${word}`));
  };

  describe('reads a document once', () => {
    it('to change or remove it through HAL, with any conditions', async () => {
      const created = await hal('POST', url('venues'), { ...root, body: { name: 'Read once', capacity: 5 } });
      const self: string = created.body._links.self.href;
      const headers = { 'if-match': '*', 'if-none-match': '"another"' };
      const patch = () => hal('PATCH', self, { ...root, headers, body: { description: 'by the sea' } });
      const put = () => hal('PUT', self, { ...root, headers, body: { name: 'Read once', capacity: 5 } });
      const get = () => hal('GET', self, root);
      for (const change of [patch, put, get]) expect(await readsDuring('venues', change)).toEqual(['findOne venues']);
      const rejected = () => hal('PATCH', self, { ...root, body: { description: 'in the hills' } });
      expect(await readsDuring('venues', rejected)).toEqual(['findOne venues']);
      const remove = () => hal('DELETE', self, { ...root, headers });
      expect(await readsDuring('venues', remove)).toEqual(['findOne venues']);
    });

    it('to change it or to run an action by a mutation', async () => {
      const { _id: id } = await first('venues', 'venue');
      const change =
        'mutation ($id: ID!) { changeVenue(id: $id, ifMatch: "*", input: { description: "new" }) { __typename } }';
      const changing = async () => {
        const { data } = await graphql(subgraph('venues'), change, { ...root, variables: { id } });
        expect(data.changeVenue.__typename).toBe('ChangeVenueSuccess');
      };
      expect(await readsDuring('venues', changing)).toEqual(['findOne venues']);
      const event = await first('events', 'event');
      const register =
        'mutation ($id: ID!) { registerForEvent(id: $id, username: "tgraves") { ... on RegisterForEventSuccess { event { id name } } } }';
      const registering = async () => {
        const { data } = await graphql(subgraph('events'), register, { ...root, variables: { id: event._id } });
        expect(data.registerForEvent.event).toEqual({ id: event._id, name: event.name });
      };
      // The other reads serve requests of other services for the event's reference state.
      const [own, ...others] = await readsDuring('events', registering);
      expect([own, others.includes('findOne events')]).toEqual(['findOne events', false]);
    });
  });

  describe('authenticates the caller before it reads the body', () => {
    const bodies = [
      ['2 MB', large, 'application/json'],
      ['malformed JSON', '{"name"', 'application/json'],
      ['an image', 'GIF89a', 'image/gif'],
      ['an unknown charset', '{}', 'application/json; charset=utf-99'],
    ] as const;

    it.each(bodies)('of HAL and GraphQL requests: %s', async (_title, body, type) => {
      for (const target of [url('venues'), subgraph('venues')]) {
        const headers = { ...wrongCredentials(), 'content-type': type };
        expect([target, (await fetch(target, { method: 'POST', headers, body })).status]).toEqual([target, 401]);
      }
    });

    it('and keeps the connection open for the next request', async () => {
      for (const target of [url('venues'), subgraph('venues')]) {
        const { port, pathname } = new URL(target);
        const head = `Host: localhost\r\nAuthorization: ${wrongCredentials().authorization}`;
        const rejectedRequest = `POST ${pathname} HTTP/1.1\r\n${head}\r\nContent-Length: ${large.length}\r\n\r\n${large}`;
        const next = 'GET /health HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n';
        const received = await sendRaw(Number(port), rejectedRequest + rejectedRequest + next);
        expect(received.match(/HTTP\/1\.1 \d+/g)).toEqual(['HTTP/1.1 401', 'HTTP/1.1 401', 'HTTP/1.1 200']);
      }
    });
  });

  describe('rejects the same requests in both faces', () => {
    it('batches that are too large, naming the limit and the actual size', async () => {
      const message = /from 1 to 1000 venues.*1001/;
      const venues = Array.from({ length: 1001 }, (_, index) => ({ name: `Batch ${index}`, capacity: 1 }));
      const { status, body } = await hal('POST', url('venues'), { ...root, body: venues });
      expect([status, body.detail]).toEqual([400, expect.stringMatching(message)]);
      const query = 'mutation ($inputs: [CreateVenueInput!]!) { createVenues(inputs: $inputs) { __typename } }';
      const { errors } = await graphql(subgraph('venues'), query, { ...root, variables: { inputs: venues } });
      expect([errors?.[0]?.extensions.code, errors?.[0]?.message]).toEqual([
        'BAD_USER_INPUT',
        expect.stringMatching(message),
      ]);
      const none = await graphql(subgraph('venues'), query, { ...root, variables: { inputs: [] } });
      expect(none.errors?.[0]?.extensions.code).toBe('BAD_USER_INPUT');
    });

    it('documents in a list whose parent does not exist: 404 for the list, 422 for the reference', async () => {
      const event = { name: 'Nowhere', date: '2027-01-01', time: '10:00:00', duration: 'PT1H' };
      const post = (body: unknown) => hal('POST', url('events', '/venue/none'), { ...root, body });
      const one = await post(event);
      expect([one.status, one.body.detail]).toEqual([404, 'there is no venue "none"']);
      const batch = await post([event, { ...event, time: '12:00:00' }]);
      expect([batch.status, batch.body.detail]).toEqual([404, 'there is no venue "none"']);
      const account = await first('accounts', 'account');
      const registration = await hal('POST', url('registrations', '/event/none'), {
        ...root,
        body: { _account_ref: account._id },
      });
      expect([registration.status, registration.body.detail]).toEqual([404, 'there is no event "none"']);
      const inAllEvents = await hal('POST', url('events'), { ...root, body: event });
      expect([inAllEvents.status, inAllEvents.body.detail]).toEqual([403, expect.stringContaining('/events/venue/')]);
      const query =
        'mutation ($input: CreateEventInput!) { createEvent(input: $input) { __typename ... on Invalid { issues { field } } } }';
      const { data } = await graphql(subgraph('events'), query, {
        ...root,
        variables: { input: { ...event, venue: 'none' } },
      });
      expect(data.createEvent).toEqual({ __typename: 'Invalid', issues: [{ field: 'venue' }] });
    });

    it('a repeated request for such a list with the same key', async () => {
      const body = { name: 'Nowhere', date: '2027-01-01', time: '10:00:00', duration: 'PT1H' };
      const post = () =>
        hal('POST', url('events', '/venue/none'), { ...root, body, headers: { 'idempotency-key': 'no-such-list' } });
      const [one, other] = [await post(), await post()];
      expect([one.status, other.status, other.body.detail]).toEqual([404, 404, one.body.detail]);
    });
  });
});
