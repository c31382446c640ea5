import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import ICAL from 'ical.js';
import { credentials, hal, type HalBody } from '../../support/clients.ts';
import { startRecordedSystem, type RecordedSystem } from '../../support/recorded-system.ts';
import { recordRequests } from '../../support/recording.ts';

const fetchText = (url: string, headers: Record<string, string> = {}, as = 'phartman') =>
  fetch(url, { headers: { ...credentials(as), ...headers } });

describe('calendars', () => {
  let system: RecordedSystem;
  let events: readonly HalBody[];
  const read = async (url: string): Promise<HalBody> => (await hal('GET', url, { as: 'phartman' })).body;
  const calendarOf = ({ _links: links }: HalBody): string => links.alternate[0].href;
  const eventsIn = async (url: string): Promise<readonly ICAL.Event[]> => {
    const response = await fetchText(url);
    expect([response.status, response.headers.get('content-type')]).toEqual([200, 'text/calendar; charset=utf-8']);
    const calendar = new ICAL.Component(ICAL.parse(await response.text()) as never);
    return calendar.getAllSubcomponents('vevent').map((component) => new ICAL.Event(component));
  };

  beforeAll(async () => {
    system = await startRecordedSystem();
    await system.services.venues.refreshRoot();
    events = (await read(`${system.services.events.url}/events`))._embedded.event;
  });
  afterAll(() => system.close());

  it('are linked from an event, from lists of events and of registrations', async () => {
    const [event] = events;
    const venue = await read(event._links.venue.href);
    const account = (await read(`${system.services.accounts.url}/accounts`))._embedded.account[0];
    expect(event._links.alternate).toEqual([
      { href: `${event._links.self.href}/calendar.ics`, type: 'text/calendar', title: 'Calendar' },
    ]);
    const summaries = async (document: HalBody) => (await eventsIn(calendarOf(document))).map(({ summary }) => summary);
    expect(await summaries(event)).toEqual(['Daily Standup']);
    expect(await summaries(await read(venue._links.event.href))).toEqual(['Daily Standup', 'Requirements Review']);
    expect(await summaries(await read(account._links.registration.href))).toEqual(['Daily Standup']);
    expect(await summaries(await read(`${system.services.events.url}/events`))).toHaveLength(3);
    const where = `?where=${JSON.stringify({ name: 'All Hands' })}`;
    expect((await eventsIn(`${system.services.events.url}/events/calendar.ics${where}`)).length).toBe(1);
  });

  it('have the identity of the event everywhere', async () => {
    const [event] = events;
    const [ofEvent] = await eventsIn(calendarOf(event));
    const [ofRegistration] = await eventsIn(`${event._links.registration.href}/calendar.ics`);
    expect([ofEvent?.uid, ofRegistration?.uid]).toEqual([event._id, event._id]);
    expect(ofEvent?.location).toBe('Developer Meeting Room');
    expect(ofEvent?.component.getFirstPropertyValue('url')).toBe(event._links.self.href);
  });

  it('get the time zone of the venue; their entity tags change with the event and with the venue', async () => {
    const url = calendarOf(events[0]);
    const first = await fetchText(url);
    expect(await first.text()).toContain('DTSTART:20250207T090000\r\n');
    const condition = { 'if-none-match': first.headers.get('etag') ?? '' };
    expect((await fetchText(url, condition)).status).toBe(304);
    const change = { as: 'manderson', body: { timeZone: 'america/new_york' }, headers: { 'if-match': '*' } };
    const changed = await hal('PATCH', events[0]._links.venue.href, change);
    expect([changed.status, changed.body.timeZone]).toEqual([200, 'America/New_York']);
    const second = await fetchText(url, condition);
    expect(second.status).toBe(200);
    expect(await second.text()).toContain('DTSTART;TZID=America/New_York:20250207T090000\r\n');
  });

  it('ask for the venues of a list once', async () => {
    const requests = await recordRequests(() => eventsIn(`${system.services.events.url}/events/calendar.ics`));
    expect(requests.filter(({ path }) => path.startsWith('/venues?'))).toHaveLength(1);
  });

  it('are read by whoever may read the documents', async () => {
    const url = calendarOf(events[0]);
    expect((await fetch(url)).status).toBe(401);
    expect((await fetchText(url.replace(events[0]._id, 'nothing'))).status).toBe(404);
    expect((await fetchText(url, { accept: 'text/calendar' })).status).toBe(200);
  });
});
