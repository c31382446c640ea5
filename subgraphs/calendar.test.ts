import { describe, expect, it } from '@jest/globals';
import ICAL from 'ical.js';
import { Temporal } from 'temporal-polyfill';
import { succeed, type RemoteDocument, type RemoteResources } from '#kit';
import { renderCalendar, type CalendarEvent } from './calendar.ts';

const venues = {
  hall: { name: 'Hall, first floor; left', timeZone: 'Europe/Berlin' },
  island: { name: 'Island', timeZone: 'Australia/Lord_Howe' },
  office: { name: 'Office', timeZone: 'UTC' },
  tokyo: { name: 'Tokyo', timeZone: 'Asia/Tokyo' },
  room: { name: 'Room', timeZone: null },
};
const remote = {
  href: () => 'http://localhost/events',
  findByKeys: (_resource: string, { keys }: { readonly keys: readonly string[] }) => {
    const documents = keys.map((_id): RemoteDocument => {
      const representation = { _id, ...venues[_id as keyof typeof venues] };
      return { ...representation, _etag: 'x', representation };
    });
    return Promise.resolve(succeed({ documents, notEmbedded: {} }));
  },
} as Partial<RemoteResources> as RemoteResources;

const event = (changes: Partial<CalendarEvent>): CalendarEvent => ({
  ...{ _id: 'e1', _created: '2025-01-01T00:00:00.000Z', _updated: new Date('2025-01-02T03:04:05.678Z') },
  ...{ name: 'Stand-up', date: '2025-02-07', time: '09:00:00', duration: 'PT15M', venue: 'hall' },
  ...changes,
});

async function render(...events: readonly CalendarEvent[]): Promise<string> {
  const rendered = await renderCalendar(events, remote);
  if (!rendered.ok) throw new Error(rendered.problem.detail);
  return rendered.value;
}

/** Reads a calendar with another implementation of RFC 5545, which knows no time zones but those in the text. */
async function parse(...events: readonly CalendarEvent[]) {
  const calendar = new ICAL.Component(ICAL.parse(await render(...events)) as never);
  ICAL.TimezoneService.reset();
  for (const zone of calendar.getAllSubcomponents('vtimezone')) ICAL.TimezoneService.register(zone);
  return {
    zones: calendar.getAllSubcomponents('vtimezone').map((zone) => zone.getFirstPropertyValue('tzid')),
    events: calendar.getAllSubcomponents('vevent').map((component) => new ICAL.Event(component)),
  };
}

const momentIn = (zone: string, local: string): number =>
  Temporal.PlainDateTime.from(local).toZonedDateTime(zone).epochMilliseconds;

describe('a calendar', () => {
  it('has what an event is, escaped and folded', async () => {
    const description = `Bring: pens; paper,\nand "ideas" ${'ä'.repeat(80)}`;
    const text = await render(event({ description }));
    expect(text.split('\r\n').every((line) => Buffer.byteLength(line) <= 75)).toBe(true);
    expect(text).not.toMatch(/[^\r]\n/);
    const {
      events: [parsed],
    } = await parse(event({ description }));
    expect([parsed?.uid, parsed?.summary, parsed?.description]).toEqual(['e1', 'Stand-up', description]);
    expect(parsed?.location).toBe('Hall, first floor; left');
    expect(parsed?.component.getFirstPropertyValue('url')).toBe('http://localhost/events/e1');
    expect(String(parsed?.component.getFirstPropertyValue('dtstamp'))).toBe('2025-01-02T03:04:05Z');
  });

  it('is the same text while nothing changes, so that it has an entity tag', async () =>
    expect(await render(event({}))).toBe(await render(event({}))));

  it('is valid without events', async () => {
    const { zones, events } = await parse();
    expect([zones, events]).toEqual([[], []]);
  });

  it.each([
    ['hall', '2025-02-07', 'Europe/Berlin'],
    ['hall', '2025-07-07', 'Europe/Berlin'],
    ['hall', '2025-03-29', 'Europe/Berlin'],
    ['hall', '2025-03-30', 'Europe/Berlin'],
    ['hall', '2025-10-26', 'Europe/Berlin'],
    ['hall', '1979-06-01', 'Europe/Berlin'],
    ['island', '2025-01-01', 'Australia/Lord_Howe'],
    ['island', '2025-06-01', 'Australia/Lord_Howe'],
    ['tokyo', '2025-06-01', 'Asia/Tokyo'],
    ['office', '2025-06-01', 'UTC'],
  ])('says the moment of an event at the %s on %s', async (venue, date, zone) => {
    const { zones, events } = await parse(event({ venue, date, duration: 'PT2H' }));
    expect(zones).toEqual(zone === 'UTC' ? [] : [zone]);
    const [parsed] = events;
    expect(parsed?.startDate.toJSDate().getTime()).toBe(momentIn(zone, `${date}T09:00`));
    expect(parsed?.endDate.toJSDate().getTime()).toBe(momentIn(zone, `${date}T11:00`));
  });

  it('ends events by the local clock, as the overlap rule does, also when clocks change', async () => {
    const night = { date: '2025-03-30', time: '01:00:00', duration: 'PT3H' };
    const {
      events: [parsed],
    } = await parse(event(night));
    expect([parsed?.startDate, parsed?.endDate].map(String)).toEqual(['2025-03-30T01:00:00', '2025-03-30T04:00:00']);
    expect(parsed?.endDate.toJSDate().getTime()).toBe(momentIn('Europe/Berlin', '2025-03-30T04:00'));
    expect(parsed?.duration.toSeconds()).toBe(2 * 3600);
  });

  it('has floating times where the venue has no time zone', async () => {
    const text = await render(event({ venue: 'room' }));
    expect(text).toContain('DTSTART:20250207T090000\r\n');
    expect(text).toContain('DTEND:20250207T091500\r\n');
    expect(text).not.toContain('VTIMEZONE');
  });

  it('defines each time zone once, for the years of all events', async () => {
    const dates = ['2024-01-01', '2026-08-01', '2025-03-31', '9999-12-31'];
    const all = dates.map((date, index) => event({ _id: `e${index}`, date }));
    expect((await render(...all)).length).toBeLessThan(6000);
    const { zones, events } = await parse(
      ...all,
      event({ _id: 'e4', venue: 'tokyo' }),
      event({ _id: 'e5', venue: 'room' }),
    );
    expect(zones).toEqual(['Europe/Berlin', 'Asia/Tokyo']);
    const starts = events.slice(0, 4).map(({ startDate }) => startDate.toJSDate().getTime());
    expect(starts).toEqual(dates.map((date) => momentIn('Europe/Berlin', `${date}T09:00`)));
  });
});
