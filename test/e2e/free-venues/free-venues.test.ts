import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { parseTemplate } from 'url-template';
import { graphql, hal, type HalBody } from '../../support/clients.ts';
import { startRecordedSystem, type RecordedSystem } from '../../support/recorded-system.ts';

/** The day of the demo data: Daily Standup at 09:00 for 15 minutes, Requirements Review and All Hands at 10:00. */
const date = '2025-02-07';
const [small, medium1, medium2, large] = [
  'Developer Meeting Room',
  'Customer Meeting Room 1',
  'Customer Meeting Room 2',
  'Main Boardroom',
];

describe('free venues', () => {
  let system: RecordedSystem;
  let template: HalBody;
  const read = (values: Record<string, string>, as?: string) =>
    hal('GET', parseTemplate(template.href).expand(values), { as });
  const free = async (time: string, duration: string, more = {}): Promise<readonly string[]> => {
    const { status, body } = await read({ date, time, duration, ...more }, 'phartman');
    expect([status, body.detail]).toEqual([200, undefined]);
    return body._embedded.venue.map(({ name }: HalBody) => name);
  };
  const query = `query ($date: Date!, $time: Time!, $duration: Duration!, $seats: Int, $first: Int) {
    freeVenues(date: $date, time: $time, duration: $duration, seats: $seats, first: $first) { name capacity }
  }`;
  const send = (variables: object) => graphql(`${system.gateway}/graphql`, query, { as: 'phartman', variables });

  beforeAll(async () => {
    system = await startRecordedSystem();
    await system.services.venues.refreshRoot();
    template = (await hal('GET', `${system.services.venues.url}/venues`, { as: 'phartman' })).body._links.free;
  });
  afterAll(() => system.close());

  it('have a templated link on the list of venues', () => {
    const href = `${system.services.events.url}/events/free{?date,time,duration,seats}`;
    expect(template).toEqual({ href, templated: true, title: 'Free venues' });
  });

  it('are those without a booking at the time, the smallest first', async () => {
    const middle = expect.arrayContaining([medium1, medium2]);
    expect(await free('09:00:00', 'PT15M')).toEqual(middle);
    expect(await free('09:00:00', 'PT15M')).not.toContain(small);
    expect(await free('09:15', 'PT45M')).toEqual([small, expect.any(String), expect.any(String), large]);
    expect((await free('09:15', 'PT46M')).toSorted()).toEqual([medium1, medium2]);
    expect((await free('08:00', 'P1D')).toSorted()).toEqual([medium1, medium2]);
    expect(await free('00:00', 'P1D', { date: '2025-02-08' })).toHaveLength(4);
    expect((await free('23:59', 'P31D', { date: '2025-01-08' })).toSorted()).toEqual([medium1, medium2]);
  });

  it('have enough seats', async () => {
    expect(await free('12:00', 'PT1H', { seats: '16' })).toEqual([large]);
    expect(await free('10:00', 'PT1H', { seats: '16' })).toEqual([]);
  });

  it('are decided by the schedules, with one query for the events that are booked then', async () => {
    const { reads } = system.stores['events']!;
    reads.length = 0;
    await free('09:00', 'PT15M');
    expect(reads).toEqual(['find day_schedules', 'find events']);
    reads.length = 0;
    await free('12:00', 'PT15M');
    expect(reads).toEqual(['find day_schedules']);
  });

  it('change when an event moves, and when it is removed', async () => {
    const { body } = await hal('GET', `${system.services.events.url}/events?where={"name":"All Hands"}`, {
      as: 'root',
    });
    const href = body._embedded.event[0]._links.self.href;
    const headers = { 'if-match': '*' };
    await hal('PATCH', href, { as: 'root', body: { time: '14:00' }, headers });
    expect(await free('10:00', 'PT1H', { seats: '20' })).toEqual([large]);
    expect(await free('14:30', 'PT1H', { seats: '20' })).toEqual([]);
    await hal('DELETE', href, { as: 'root', headers });
    expect(await free('14:30', 'PT1H', { seats: '20' })).toEqual([large]);
  });

  it('are paged, and embed what venues embed', async () => {
    const url = `${parseTemplate(template.href).expand({ date, time: '12:00', duration: 'PT1H' })}&max_results=3`;
    const { body, headers } = await hal('GET', `${url}&embed=event`, { as: 'phartman' });
    expect([body._meta, headers.get('x-total-count')]).toEqual([{ page: 1, max_results: 3, total: 4 }, '4']);
    expect(body._embedded.venue[0]._embedded.event).toHaveLength(2);
    const next = await hal('GET', body._links.next.href, { as: 'phartman' });
    expect(next.body._embedded.venue.map(({ name }: HalBody) => name)).toEqual([large]);
  });

  it('are a query in GraphQL', async () => {
    const time = { date, time: '12:00', duration: 'PT1H' };
    expect((await send({ ...time, seats: 16 })).data.freeVenues).toEqual([{ name: large, capacity: 25 }]);
    expect((await send({ ...time, first: 1 })).data.freeVenues).toEqual([{ name: small, capacity: 5 }]);
  });

  it('need a valid time, and say all that is wrong', async () => {
    const { status, body } = await read({ time: '25:00', duration: 'P32D', seats: 'many' }, 'phartman');
    expect(status).toBe(400);
    expect(body.detail).toMatch(/^date: is required; time: must be a time .*; duration: .*31 days.*; seats: must be /);
    const { errors } = await send({ date: '2025-02-30', time: '09:00', duration: 'PT1H', seats: 0 });
    expect(errors?.[0]?.extensions.code).toBe('BAD_USER_INPUT');
    expect(errors?.[0]?.message).toMatch(/^date: must be a date that exists, YYYY-MM-DD; seats: must be /);
    expect((await send({ date, time: '09:00', duration: 'PT1H', first: 101 })).errors?.[0]?.message).toContain(
      '"first"',
    );
    expect((await read({ date, time: '09:00', duration: 'PT1H' })).status).toBe(401);
  });
});
