import { describe, expect, it } from '@jest/globals';
import {
  addDays,
  dateNow,
  daysBetween,
  daysOf,
  durationOf,
  isDate,
  minuteNow,
  minuteOf,
  minutesIn,
  mondayOf,
  shortDate,
  timeOf,
} from './dates.ts';
import { byStart, endOf, overlapsDays, parseEvent, parseSeats, type CalendarEvent } from './event.ts';
import { freeUntil, hoursOf, segmentsOn } from './segments.ts';
import { chooseTime, freeIn, slotsOf } from './slots.ts';

const event = (date: string, time: string, duration: string): CalendarEvent =>
  parseEvent({ _id: `${date} ${time}`, name: 'Talk', date, time, duration })!;

describe('dates', () => {
  it('are added to over months, leap days and changes of the clock', () => {
    expect(addDays('2028-02-28', 1)).toBe('2028-02-29');
    expect(addDays('2027-03-28', 1)).toBe('2027-03-29');
    expect(addDays('2027-01-01', -1)).toBe('2026-12-31');
    expect(daysBetween('2026-10-24', '2026-10-26')).toBe(2);
  });

  it('have a week that begins on Monday', () => {
    expect(mondayOf('2026-11-30')).toBe('2026-11-30');
    expect(mondayOf('2026-12-06')).toBe('2026-11-30');
    expect(daysOf('week', '2027-01-01')).toEqual([
      '2026-12-28',
      '2026-12-29',
      '2026-12-30',
      '2026-12-31',
      '2027-01-01',
      '2027-01-02',
      '2027-01-03',
    ]);
    expect(daysOf('day', '2027-01-01')).toEqual(['2027-01-01']);
  });

  it('have their year where it is not clear', () => {
    expect(shortDate('2026-12-04', '2026-12-01')).not.toContain('2026');
    expect(shortDate('2027-05-04', '2026-12-01')).toContain('2027');
  });

  it('exist', () => {
    expect(['2028-02-29', '2027-02-29', '2027-13-01', '27-01-01', undefined].map(isDate)).toEqual([
      true,
      false,
      false,
      false,
      false,
    ]);
  });

  it('of now depend on the time zone; an unknown one counts as that of the browser', () => {
    const now = new Date('2026-12-31T23:30:00Z');
    expect([dateNow('UTC', now), minuteNow('UTC', now)]).toEqual(['2026-12-31', 23 * 60 + 30]);
    expect([dateNow('Asia/Tokyo', now), minuteNow('Asia/Tokyo', now)]).toEqual(['2027-01-01', 8 * 60 + 30]);
    expect(minuteNow('UTC', new Date('2026-12-31T00:05:00Z'))).toBe(5);
    expect(dateNow('Nowhere/Else', now)).toBe(dateNow(undefined, now));
  });
});

describe('times and durations', () => {
  it('are minutes', () => {
    expect([minuteOf('09:30:00'), minuteOf('00:05'), timeOf(570), timeOf(1440)]).toEqual([570, 5, '09:30', '24:00']);
    expect(['PT15M', 'PT1H30M', 'P1D', 'P1W', 'P1DT1H', 'PT90S', 'nothing'].map(minutesIn)).toEqual([
      15, 90, 1440, 10_080, 1500, 2, 0,
    ]);
    expect([15, 60, 90, 1440].map(durationOf)).toEqual(['15m', '1h', '1h 30m', '24h']);
  });

  it('give the end of an event', () => {
    expect(endOf(event('2026-12-31', '23:00:00', 'PT2H'))).toEqual({ date: '2027-01-01', minute: 60 });
    expect(endOf(event('2026-12-30', '22:00:00', 'PT2H'))).toEqual({ date: '2026-12-31', minute: 0 });
  });
});

describe('events of a calendar', () => {
  it('are not the stubs of those that may not be read', () => {
    expect(parseEvent({ _links: {} })).toBeUndefined();
    expect(parseSeats({ capacity: 5, taken: 4, left: 1, mine: true })).toEqual({
      capacity: 5,
      taken: 4,
      left: 1,
      isMine: true,
    });
    expect(parseSeats({ capacity: 5 })).toBeUndefined();
  });

  it('are cut at midnight, on every day that they are on', () => {
    const long = event('2026-12-01', '22:00:00', 'P1DT4H');
    const parts = daysOf('week', '2026-12-01').map((day) =>
      segmentsOn(day, [long]).map(({ from, to, isContinued }) => [from, to, isContinued]),
    );
    expect(parts).toEqual([[], [[1320, 1440, false]], [[0, 1440, true]], [[0, 120, true]], [], [], []]);
    expect(segmentsOn('2026-12-02', [event('2026-12-01', '22:00:00', 'PT2H')])).toEqual([]);
  });

  it('that began before are there as long as they last', () => {
    const days = ['2026-12-02', '2026-12-03'];
    const events = [
      event('2026-12-01', '22:00', 'PT2H'),
      event('2026-12-01', '22:00', 'PT2H1M'),
      event('2026-12-03', '23:00', 'PT1H'),
      event('2026-12-04', '00:00', 'PT1H'),
    ];
    expect(events.map((each) => overlapsDays(each, days))).toEqual([false, true, true, false]);
  });

  it('come in the order in which they start', () => {
    const [first, second, third] = [
      event('2026-12-01', '22:00:00', 'PT1H'),
      event('2026-12-02', '08:00', 'PT1H'),
      event('2026-12-02', '09:00', 'PT1H'),
    ];
    expect([third, first, second].toSorted(byStart)).toEqual([first, second, third]);
    expect(segmentsOn('2026-12-02', [third, second]).map(({ from }) => from)).toEqual([480, 540]);
  });

  it('widen the hours of an office', () => {
    expect(hoursOf([[]])).toEqual({ from: 420, to: 1200 });
    expect(hoursOf([segmentsOn('2026-12-01', [event('2026-12-01', '06:45', 'PT14H')])])).toEqual({
      from: 360,
      to: 1260,
    });
  });
});

describe('free times', () => {
  const day = segmentsOn('2026-12-01', [event('2026-12-01', '09:00', 'PT15M'), event('2026-12-01', '11:00', 'PT1H')]);

  it('begin in a row, also after an event that ends in it', () => {
    expect(slotsOf({ from: 540, to: 660 })).toEqual([540, 570, 600, 630]);
    expect([freeIn(day, 510), freeIn(day, 540), freeIn(day, 570), freeIn(day, 660), freeIn(day, 720)]).toEqual([
      510,
      555,
      570,
      undefined,
      720,
    ]);
    const touching = segmentsOn('2026-12-01', [
      event('2026-12-01', '09:00', 'PT15M'),
      event('2026-12-01', '09:15', 'PT1H'),
    ]);
    expect(freeIn(touching, 540)).toBeUndefined();
  });

  it('end where something else happens', () => {
    expect([freeUntil(day, 555), freeUntil(day, 720)]).toEqual([660, 1440]);
    expect(chooseTime(day, [570, 570])).toEqual({ from: 570, to: 630 });
    expect(chooseTime(day, [630, 630])).toEqual({ from: 630, to: 660 });
    expect(chooseTime(day, [570, 780])).toEqual({ from: 570, to: 660 });
    expect(chooseTime(day, [780, 720])).toEqual({ from: 720, to: 810 });
    expect(chooseTime(day, [660, 660])).toBeUndefined();
    expect(chooseTime(day, [1410, 1410])).toEqual({ from: 1410, to: 1440 });
  });
});
