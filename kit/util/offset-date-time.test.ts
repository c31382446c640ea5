import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { formatOffsetDateTime, parseOffsetDateTime } from './offset-date-time.ts';

const twoDigits = (number: number): string => String(number).padStart(2, '0');

describe('a date-time with an offset', () => {
  it.each([
    ['2026-01-01T10:00:00+02:00', '2026-01-01T08:00:00.000Z', '2026-01-01T10:00:00+02:00'],
    ['2026-01-01t00:00:00.500z', '2026-01-01T00:00:00.500Z', '2026-01-01T00:00:00.5Z'],
    ['2026-01-01T00:30:00-11:30', '2026-01-01T12:00:00.000Z', '2026-01-01T00:30:00-11:30'],
    ['2026-01-01T00:00:10-00:00', '2026-01-01T00:00:10.000Z', '2026-01-01T00:00:10-00:00'],
    ['0000-01-01T00:00:00+23:59', '-000001-12-31T00:01:00.000Z', '0000-01-01T00:00:00+23:59'],
    ['9999-12-31T23:59:59.999-23:59', '+010000-01-01T23:58:59.999Z', '9999-12-31T23:59:59.999-23:59'],
  ])('%s is %s, shown as %s', (text, at, shown) => {
    const parsed = parseOffsetDateTime(text)!;
    expect(parsed.at.toISOString()).toBe(at);
    expect(formatOffsetDateTime(parsed)).toBe(shown);
  });

  it('is shown as the same point in time with the same offset', () => {
    const minutes = fc.integer({ min: -(24 * 60 - 1), max: 24 * 60 - 1 });
    const date = fc.date({ min: new Date('0001-01-01'), max: new Date('9998-12-31'), noInvalidDate: true });
    fc.assert(
      fc.property(date, minutes, (at, offsetMinutes) => {
        const magnitude = Math.abs(offsetMinutes);
        const sign = offsetMinutes < 0 ? '-' : '+';
        const offset = `${sign}${twoDigits(Math.floor(magnitude / 60))}:${twoDigits(magnitude % 60)}`;
        expect(parseOffsetDateTime(formatOffsetDateTime({ at, offset }))).toEqual({ at, offset });
      }),
    );
  });
});
