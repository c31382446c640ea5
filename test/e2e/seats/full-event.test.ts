import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { hal, type HalBody } from '../../support/clients.ts';
import { startRecordedSystem, type RecordedSystem } from '../../support/recorded-system.ts';

let system: RecordedSystem;
let event: HalBody;
beforeAll(async () => {
  system = await startRecordedSystem({ ADMISSION_CONCURRENCY: '0' });
  const { body } = await hal('GET', `${system.services.events.url}/events`, { as: 'clopez' });
  event = body._embedded.event.find(({ name }: HalBody) => name === 'Daily Standup');
  expect((await hal('PUT', event._links.register.href, { as: 'clopez' })).status).toBe(201);
});
afterAll(() => system.close());

const others = ['sheath', 'gjohnson', 'dthibideau'] as const;
const register = (as: string) => hal('PUT', event._links.register.href, { as });

it('tells many callers that an event is full with few reads, and who is registered that they are', async () => {
  await Promise.all(others.map(register));
  const { reads = [], writes = [] } = system.stores['registrations'] ?? {};
  [reads.length, writes.length] = [0, 0];
  const startedAt = performance.now();
  const responses = await Promise.all(Array.from({ length: 300 }, (_, index) => register(others[index % 3] ?? '')));
  const seconds = (performance.now() - startedAt) / 1000;
  expect(new Set(responses.map(({ status }) => status))).toEqual(new Set([409]));
  expect(reads.filter((each) => each === 'count registrations').length).toBeLessThanOrEqual(2 + 40 * seconds);
  // Whether they are registered already is read for many at once.
  expect(reads.filter((each) => /^find(One)? registrations$/.test(each)).length).toBeLessThanOrEqual(30);
  expect(writes.filter((each) => each.endsWith(' registrations'))).toEqual([]);
  expect((await register('clopez')).status).toBe(200);
});

it('gives a seat that comes back to the next caller, however many were told that it is full', async () => {
  for (const as of others) {
    const telling = Array.from({ length: 20 }, () => register(others[0] === as ? 'clopez' : others[0]));
    const holder = as === others[0] ? 'clopez' : (others[others.indexOf(as) - 1] ?? '');
    await Promise.all(telling);
    expect((await hal('DELETE', event._links.register.href, { as: holder })).status).toBe(200);
    expect((await register(as)).status).toBe(201);
  }
});
