import { describe, expect, it } from '@jest/globals';
import * as fields from './index.ts';

const documentation = { title: 'T', description: 'D' };
const errorOf = (field: fields.Field, value: unknown): string | undefined =>
  field.schema
    .safeParse(value)
    .error?.issues.map(({ message }) => message)
    .join('; ');

describe('a calendar date', () => {
  const date = fields.calendarDate(documentation);
  it.each(['2024-02-29', '2025-12-31', '0001-01-01'])('accepts %s', (value) =>
    expect(errorOf(date, value)).toBeUndefined(),
  );
  it.each(['2025-02-29', '2025-13-01', '2025-2-7', '20250207', '2025-02-07T00:00', '', 7, null])(
    'rejects %s',
    (value) => expect(errorOf(date, value)).toContain('YYYY-MM-DD'),
  );
});

describe('a local time', () => {
  const localTime = fields.localTime(documentation);
  it.each([
    ['00:00:00', '00:00:00'],
    ['23:59:59', '23:59:59'],
    ['09:00', '09:00:00'],
  ])('accepts %s as %s', (value, time) => expect(localTime.schema.parse(value)).toBe(time));
  it.each(['24:00:00', '24:00', '9:00:00', '9:00', '09', '09:00:60', '09:00:00Z', 9])('rejects %s', (value) =>
    expect(errorOf(localTime, value)).toContain('HH:MM:SS'),
  );
});

describe('a fixed duration', () => {
  const duration = fields.fixedDuration({ ...documentation, maxDays: 31 });
  it.each([
    ['PT15M', 900],
    ['PT1H30M', 5400],
    ['P1D', 86_400],
    ['P1W', 604_800],
    ['P1DT1S', 86_401],
    ['PT1H30S', 3630],
    ['P2DT3H', 183_600],
  ])('accepts %s: %i seconds', (value, seconds) => {
    expect(errorOf(duration, value)).toBeUndefined();
    expect(fields.durationSeconds(value)).toBe(seconds);
  });
  it.each([
    ['P1W1D', 'P8D', 691_200],
    ['PT1.5H', 'PT1H30M', 5400],
    ['PT0,5M', 'PT30S', 30],
    ['P1W1DT1H1M1S', 'P8DT1H1M1S', 694_861],
    ['P1WT36H', 'P8DT12H', 734_400],
  ])('rejects %s, and says to write %s; a stored one still has its length', (value, simple, seconds) => {
    expect(errorOf(duration, value)).toMatch(new RegExp(`RFC 3339.*write ${simple}$`));
    expect(errorOf(duration, simple)).toBeUndefined();
    expect(fields.durationSeconds(value)).toBe(seconds);
  });
  it.each(['P1M', 'P1Y', 'P1Y2M'])('rejects %s, which has no fixed length', (value) =>
    expect(errorOf(duration, value)).toContain('fixed length'),
  );
  it.each(['P', 'PT', 'P1DT', '-PT1H', '1H', 'PT0S', 'PT0.5S', 'P32D', 'Pt1h', 'PT1M1H', 'P1H', ''])(
    'rejects %s',
    (value) => expect(errorOf(duration, value)).toMatch(/must be/),
  );
});

describe('a number, a choice, a text', () => {
  it('has bounds, and names them in its error messages', () => {
    const capacity = fields.integer({ ...documentation, min: 1, max: 9 });
    expect([0, 10, 1.5, '5', null].map((value) => errorOf(capacity, value))).toEqual([
      'must be at least 1',
      'must be at most 9',
      'must be a whole number',
      'must be a whole number',
      'must be a whole number',
    ]);
    expect(errorOf(fields.choice({ ...documentation, options: ['a', 'b'] }), 'c')).toBe('must be one of a, b');
    expect(errorOf(fields.text({ ...documentation, min: 1, max: 2 }), '')).toBe('must have at least 1 character');
  });

  it('is immutable: optional and distinct return new fields', () => {
    const name = fields.text({ ...documentation, max: 5 });
    const other = name.distinct().optional();
    expect([name.required, name.unique, other.required, other.unique]).toEqual([true, false, false, true]);
    expect(() => Object.assign(name, { title: 'other' })).toThrow(TypeError);
  });
});
