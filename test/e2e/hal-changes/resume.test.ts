import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { once } from 'node:events';
import { request, type IncomingMessage } from 'node:http';
import { credentials } from '../../support/clients.ts';
import { openStream, type OpenedStream } from '../../support/event-stream.ts';
import { startLoneService, type LoneService } from './lone-service.ts';

type StreamEvent = Awaited<ReturnType<OpenedStream['next']>>;

const textOf = (event: StreamEvent): string => `${event?.event} ${event?.data._id} ${event?.data._etag ?? ''}`;
const isLast = (event: StreamEvent): boolean => event?.data.name === 'last';

describe('a stream of changes that is continued', () => {
  let venues: LoneService;
  beforeAll(async () => {
    // A creation is several changes of the store.
    venues = await startLoneService('venues', { SUBSCRIPTION_HEARTBEAT_MS: '300', STORE_CHANGES_KEPT: '20000' });
  });
  afterEach(() => venues.closeStreams());
  afterAll(() => venues.close());

  /** Reads a stream that is disconnected after every `length` events, until the last venue is created. */
  async function readPieces(first: OpenedStream, length: number): Promise<readonly string[]> {
    const told: string[] = [];
    for (let stream = first; ;) {
      for (let count = 0; count < length; count++) {
        const event = await stream.next();
        told.push(textOf(event));
        if (isLast(event)) return told;
      }
      stream.close();
      stream = await venues.open('', { as: 'root', headers: { 'last-event-id': stream.lastEventId() } });
    }
  }

  it('has no gap and repeats nothing, while several clients write', async () => {
    const reading = [Infinity, 1, 7].map(async (length) => readPieces(await venues.open(''), length));
    const write = async (writer: number): Promise<void> => {
      for (let index = 0; index < 20; index++) {
        const venue = await venues.create({ name: `${writer}-${index}`, capacity: 1 });
        await venues.change(venue, { capacity: 2 });
        if (index % 2 === 0) await venues.remove(venue);
      }
    };
    // The streams have begun before the first change.
    await venues.open('');
    await Promise.all([1, 2, 3, 4].map(write));
    await venues.create({ name: 'last', capacity: 1 });
    const [whole, ...pieced] = await Promise.all(reading);
    expect(whole).toHaveLength(4 * (20 + 20 + 10) + 1);
    for (const told of pieced) expect(told).toEqual(whole);
  }, 180_000);

  it('tells what a subscription tells, and continues where one has ended', async () => {
    const filter = '{ capacity: { gte: 5 } }';
    const query = `subscription { venuesChanged(filter: ${filter}) { kind id venue { etag } } }`;
    const subscribe = (after?: string) =>
      openStream(`${venues.service.url}/graphql`, query, {
        as: 'root',
        headers: after === undefined ? {} : { 'last-event-id': after },
      });
    const where = `?where=${encodeURIComponent('{"capacity":{"$gte":5}}')}`;
    const [subscription, stream] = [await subscribe(), await venues.open(where)];
    expect(stream.lastEventId()).toBe(subscription.lastEventId());
    for (const [index, capacity] of [4, 5, 6].entries()) {
      const venue = await venues.create({ name: `Parity ${index}`, capacity });
      await venues.change(venue, { capacity: capacity + 1 });
      await venues.remove(venue);
    }
    const ofSubscription = async (from: OpenedStream): Promise<string> => {
      const { kind, id, venue } = (await from.next())?.data.data.venuesChanged;
      return `${kind.toLowerCase()} ${id} ${venue?.etag ?? ''}`;
    };
    const positions: string[] = [];
    for (let index = 0; index < 8; index++) {
      expect(textOf(await stream.next())).toBe(await ofSubscription(subscription));
      positions.push(stream.lastEventId());
    }
    const continued = await subscribe(positions[6]);
    const after = await venues.open(where, { as: 'root', headers: { 'last-event-id': subscription.lastEventId() } });
    await venues.create({ name: 'Parity', capacity: 9 });
    const [seventh, next] = [await ofSubscription(continued), await ofSubscription(continued)];
    expect([seventh.split(' ')[0], textOf(await after.next())]).toEqual(['removed', next]);
    for (const each of [subscription, continued]) each.close();
  });

  it('goes on where a client was cut off that did not read', async () => {
    const sent = request(`${venues.list}/changes`, {
      headers: { ...credentials('root'), accept: 'text/event-stream' },
      agent: false,
    }).end();
    const [response] = (await once(sent, 'response')) as [IncomingMessage];
    const description = 'x'.repeat(2000);
    for (let batch = 0; batch < 10; batch++)
      await venues.create(
        Array.from({ length: 400 }, (_, index) => ({ name: `Large ${batch * 400 + index}`, capacity: 1, description })),
      );
    // Longer than the three heartbeats for which data may be unread.
    await new Promise((resolve) => setTimeout(resolve, 2000));
    const { names, lastId } = await readLate(response);
    expect(names.length).toBeLessThan(4000);
    const stream = await venues.open('', { as: 'root', headers: { 'last-event-id': lastId } });
    expect(stream.status).toBe(200);
    for (let event = await stream.next(); event !== undefined; event = await stream.next()) {
      names.push(event.data.name);
      if (names.length === 4000) break;
    }
    expect(names).toEqual(Array.from({ length: 4000 }, (_, index) => `Large ${index}`));
  }, 240_000);
});

/** Reads what is left of a response that the service has cut off: the complete events. */
async function readLate(response: IncomingMessage): Promise<{ readonly names: string[]; readonly lastId: string }> {
  let text = '';
  response.setEncoding('utf8').on('data', (chunk: string) => (text += chunk));
  await expect(once(response, 'end')).rejects.toThrow('aborted');
  const events = text.split('\n\n').slice(0, -1);
  const matches = (pattern: RegExp): string[] => events.flatMap((event) => pattern.exec(event)?.[1] ?? []);
  return { names: matches(/"name":"(Large \d+)"/), lastId: matches(/^id: (.*)$/m).at(-1) ?? '' };
}
