import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { graphql, hal, type HalBody } from '../../support/clients.ts';
import { startRecordedSystem, type RecordedSystem } from '../../support/recorded-system.ts';
import { recordRequests } from '../../support/recording.ts';

describe('the seats of events', () => {
  let system: RecordedSystem;
  const read = async (url: string, as: string): Promise<HalBody> => (await hal('GET', url, { as })).body;
  const eventsUrl = () => `${system.services.events.url}/events`;
  const events = async (as: string): Promise<readonly HalBody[]> =>
    (await read(`${eventsUrl()}?embed=seats`, as))._embedded.event;
  const standup = async (as: string): Promise<HalBody> =>
    (await events(as)).find(({ name }) => name === 'Daily Standup');
  const seatsOf = async (as: string) => {
    const { capacity, taken, left, mine } = (await standup(as))._embedded.seats;
    return { capacity, taken, left, mine };
  };
  const clear = (): void => Object.values(system.stores).forEach(({ reads }) => (reads.length = 0));

  beforeAll(async () => {
    system = await startRecordedSystem();
    await system.services.events.refreshRoot();
  });
  afterAll(() => system.close());

  it('count registrations, and say whether the caller is registered', async () => {
    expect(await seatsOf('phartman')).toEqual({ capacity: 5, taken: 4, left: 1, mine: true });
    expect(await seatsOf('clopez')).toEqual({ capacity: 5, taken: 4, left: 1, mine: false });
    expect(await seatsOf('root')).toMatchObject({ mine: false });
  });

  it('follow registrations, cancellations and the capacity of the venue', async () => {
    const { _links: links } = await standup('clopez');
    await hal('PUT', links.register.href, { as: 'clopez' });
    expect(await seatsOf('clopez')).toEqual({ capacity: 5, taken: 5, left: 0, mine: true });
    await hal('DELETE', links.cancel.href, { as: 'clopez' });
    const change = (capacity: number) =>
      hal('PATCH', links.venue.href, { as: 'manderson', body: { capacity }, headers: { 'if-match': '*' } });
    expect((await change(4)).status).toBe(200);
    expect(await seatsOf('clopez')).toEqual({ capacity: 4, taken: 4, left: 0, mine: false });
    await change(5);
    expect(await seatsOf('clopez')).toEqual({ capacity: 5, taken: 4, left: 1, mine: false });
  });

  it('of all events of a page are one request and two queries of the store', async () => {
    clear();
    const requests = await recordRequests(() => events('phartman'));
    expect(requests.filter(({ path }) => path.startsWith('/registrations/seats?'))).toHaveLength(1);
    expect(system.stores['registrations']?.reads).toEqual(['countGroups registrations', 'find registrations']);
    const standings = requests.filter(({ path }) => path.endsWith('/_standing'));
    expect(standings.map(({ path }) => path)).toEqual(['/events/_standing', '/venues/_standing']);
  });

  it('of all events of a GraphQL query are read at once, too', async () => {
    const query = '{ venues { nodes { events { nodes { name seats { capacity taken left mine } } } } } }';
    await graphql(`${system.gateway}/graphql`, query, { as: 'phartman' });
    clear();
    const { data, errors } = await graphql(`${system.gateway}/graphql`, query, { as: 'phartman' });
    expect(errors).toBeUndefined();
    const [first] = data.venues.nodes.flatMap((venue: HalBody) => venue.events.nodes);
    expect(first).toEqual({ name: 'Daily Standup', seats: { capacity: 5, taken: 4, left: 1, mine: true } });
    expect(system.stores['registrations']?.reads).toEqual(['countGroups registrations', 'find registrations']);
  });

  it('are null, and the events stay, while the registrations service is away', async () => {
    await system.services.registrations.close();
    expect((await read(eventsUrl(), 'phartman'))._embedded.event).toHaveLength(3);
    const query = '{ events { nodes { name seats { left } } } }';
    const { data } = await graphql(`${system.gateway}/graphql`, query, { as: 'phartman' });
    expect(data.events.nodes.map(({ seats }: HalBody) => seats)).toEqual([null, null, null]);
  });
});
