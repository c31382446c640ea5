import { describe, expect, it } from '@jest/globals';
import { parseHttpDate } from './http-date.ts';

describe('an HTTP-date', () => {
  it.each(['Sun, 06 Nov 1994 08:49:37 GMT', 'Sunday, 06-Nov-94 08:49:37 GMT', 'Sun Nov  6 08:49:37 1994'])(
    'may be %s',
    (text) => expect(parseHttpDate(text)?.toISOString()).toBe('1994-11-06T08:49:37.000Z'),
  );

  it('may be a leap second, and has two digits of a year at most 50 years ahead', () => {
    expect(parseHttpDate('Sat, 31 Dec 2016 23:59:60 GMT')?.toISOString()).toBe('2017-01-01T00:00:00.000Z');
    const year = new Date().getUTCFullYear();
    const inYear = (full: number) => {
      const weekday = new Date(Date.UTC(full, 5, 1)).toLocaleDateString('en', { weekday: 'long', timeZone: 'UTC' });
      return parseHttpDate(`${weekday}, 01-Jun-${String(full % 100).padStart(2, '0')} 00:00:00 GMT`);
    };
    expect([inYear(year + 50), inYear(year - 49)].map((date) => date?.getUTCFullYear())).toEqual([
      year + 50,
      year - 49,
    ]);
  });

  it.each([
    ...['venue 9999', '9999', '2025-02-07T09:00:00Z', '', 'Mon, 06 Nov 1994 08:49:37 GMT'],
    ...['Sun, 6 Nov 1994 08:49:37 GMT', 'sun, 06 nov 1994 08:49:37 gmt', 'Sun, 06 Nov 1994 08:49:37'],
    ...['Sun, 06 Nov 1994 08:49:37 +0000', 'Sun, 06 Nov 1994 24:00:00 GMT', 'Sun, 30 Feb 2025 00:00:00 GMT'],
    ...['Sun, 06 Nov 94 08:49:37 GMT', 'Sun, 06 Nov 1994 08:49 GMT', 'Sun Nov 6 08:49:37 1994'],
    ...['Sun, 06 Nov 1994 08:49:60 GMT', ' Sun, 06 Nov 1994 08:49:37 GMT'],
  ])('is not %j', (text) => expect(parseHttpDate(text)).toBeUndefined());
});
