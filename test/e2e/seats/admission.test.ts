import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { demoAccounts } from '../../../scripts/demo-data.ts';
import { graphql, hal, type HalBody } from '../../support/clients.ts';
import { until } from '../../support/until.ts';
import { startRecordedSystem, type RecordedSystem } from '../../support/recorded-system.ts';

let system: RecordedSystem;
beforeAll(async () => {
  system = await startRecordedSystem({ ADMISSION_CONCURRENCY: '1', ADMISSION_QUEUE: '2', ADMISSION_WAIT_MS: '30000' });
});
afterAll(() => system.close());

const members = demoAccounts.filter(({ role }) => role === 'member').map(({ username }) => username);

async function eventNamed(expected: string): Promise<HalBody> {
  const { body } = await hal('GET', `${system.services.events.url}/events?embed=seats`, { as: 'manderson' });
  return body._embedded.event.find(({ name }: HalBody) => name === expected);
}

it('tells callers when to come again if too many register for one event, and does nothing for them', async () => {
  const { _id: event, _embedded: before } = await eventNamed('Requirements Review');
  expect(before.seats).toMatchObject({ taken: 0, left: 5 });
  const url = `${system.services.events.url}/events/${event}/register`;
  await Promise.all(members.map((as) => hal('GET', `${system.services.events.url}/events/${event}`, { as })));
  const responses = await Promise.all(members.map((as) => hal('PUT', url, { as })));
  const refused = responses.filter(({ status }) => status === 503);
  expect(refused.length).toBeGreaterThan(0);
  for (const { headers, body } of refused) {
    expect(Number(headers.get('retry-after'))).toBeGreaterThanOrEqual(1);
    expect(body).toMatchObject({ type: expect.stringMatching(/\/problems\/busy$/), retryAfter: expect.any(Number) });
  }
  const registered = responses.filter(({ status }) => status === 201);
  expect(registered.length + refused.length).toBe(members.length);
  expect((await eventNamed('Requirements Review'))._embedded.seats.taken).toBe(registered.length);
});

it.each(['the service', 'the gateway'])('tells clients of the graph likewise, at %s', async (face) => {
  const url = face === 'the gateway' ? system.gateway : system.services.events.url;
  const { _id: event } = await eventNamed('Requirements Review');
  const register = `registerForEvent(id: "${event}") { __typename }`;
  const mutation = `mutation { ${register} again: ${register} }`;
  // One registration is made and two wait; the others are refused meanwhile.
  const { registrations } = system.stores;
  let refusals = 0;
  registrations!.hold = until(() => refusals >= members.length - 3);
  const responses = members.map(async (as) => {
    const response = await graphql(`${url}/graphql`, mutation, { as });
    if (response.errors !== undefined) refusals++;
    return response;
  });
  const results = await Promise.all(responses);
  registrations!.hold = undefined;
  const refused = results.filter(({ errors }) => errors !== undefined);
  expect(refused.length).toBeGreaterThan(0);
  for (const { status, headers, errors } of refused) {
    const waits = errors!.map(({ extensions }) => {
      expect(extensions).toMatchObject({ code: 'SERVICE_UNAVAILABLE', retryAfter: expect.any(Number) });
      return Number(extensions?.['retryAfter']);
    });
    if (status === 503) expect(headers.get('retry-after')).toBe(String(Math.max(...waits)));
  }
});
