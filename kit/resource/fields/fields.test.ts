import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
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

describe('a time zone', () => {
  const zone = fields.timeZone(documentation);
  it.each([
    ['Europe/Berlin', 'Europe/Berlin'],
    ['america/port-au-prince', 'America/Port-au-Prince'],
    ['utc', 'UTC'],
    ['Etc/GMT+5', 'Etc/GMT+5'],
  ])('accepts %s as %s', (value, stored) => {
    expect(zone.schema.parse(value)).toBe(stored);
    expect(new RegExp(zone.pattern!, 'v').test(value)).toBe(true);
  });
  it.each(['Europe/Entenhausen', '+01:00', 'Z', '2025-01-01T00:00[Europe/Berlin]', ' UTC', '', 'x'.repeat(65), 7])(
    'rejects %s',
    (value) => expect(errorOf(zone, value)).toMatch(/must be the name of an IANA time zone, such as Europe\/Berlin/),
  );
});

describe('a decimal', () => {
  it.each([
    [{ digits: 5, scale: 2 }, ['0', '-0.05', '999.99', '1.50'], ['1000', '0.001', '01', '1.', '1e2', '']],
    [{ digits: 3, scale: 0 }, ['0', '-999'], ['1000', '1.0', '0.5']],
    [{ digits: 2, scale: 2 }, ['0', '0.99', '-0.1'], ['1', '1.0', '.5']],
    [{ digits: 3, scale: 2 }, ['9.99', '0'], ['10', '00.1']],
    [{ digits: 34, scale: 17 }, [`${'9'.repeat(17)}.${'9'.repeat(17)}`], ['9'.repeat(18), '0.'.padEnd(20, '1')]],
    [{ digits: 5, scale: 2, min: '-1.5', max: '10' }, ['-1.50', '10.00'], ['-1.51', '10.01', '-2', '11']],
  ])('of %j accepts %j, and rejects %j', (limits, valid, rejected) => {
    const field = fields.decimal({ ...documentation, ...limits });
    const matches = (value: string) => new RegExp(field.pattern!, 'v').test(value);
    for (const value of valid) expect([value, errorOf(field, value), matches(value)]).toEqual([value, undefined, true]);
    for (const value of rejected)
      expect([value, errorOf(field, value)]).toEqual([value, expect.stringMatching(/^must/)]);
    const inBounds = rejected.filter((value) => !/^(-1.51|10.01|-2|11)$/.test(value));
    expect(inBounds.filter(matches)).toEqual([]);
  });

  it('is compared without the zeros at the end of its fraction', () => {
    const field = fields.decimal({ ...documentation, digits: 5, scale: 2 });
    expect(fields.wireValue(field, field.schema.parse('1.50'))).toBe('1.5');
    expect(fields.wireValue(field, field.schema.parse('-0.00'))).toBe('0');
    expect(fields.wireValue(field, undefined)).toBeNull();
  });
});

describe('a URL, an e-mail address, a date-time', () => {
  it.each([
    ['https://example.com/', 'HTTP://a', 'https://bücher.de/ü'],
    ['mailto:a@b', 'javascript:alert(1)', 'https://', 'https:///a', '//a', 'a.com', 'https:a.com', 'https://a b'],
  ])('is a URL if it is %s', (...values) => {
    const { pattern } = fields.url(documentation);
    const isUrl = values.map((value) => errorOf(fields.url(documentation), value) === undefined);
    expect(new Set(isUrl).size).toBe(1);
    if (isUrl[0] === true) for (const value of values) expect(value).toMatch(new RegExp(pattern!, 'v'));
  });

  it('has a length', () => {
    const site = fields.url({ ...documentation, max: 30 });
    expect(errorOf(site, 'https://example.com/aaaaaaaaaa')).toBeUndefined();
    expect(errorOf(site, 'https://example.com/aaaaaaaaaaa')).toBe('must have at most 30 characters');
    expect(errorOf(site, 'https://example.com/ü')).toBeUndefined();
    expect(errorOf(site, 'https://example.com/üü')).toBe('must have at most 30 characters');
    const contact = fields.email({ ...documentation, max: 9 });
    expect([errorOf(contact, 'abc@d.efg'), errorOf(contact, 'abcd@d.efg')]).toEqual([
      undefined,
      'must have at most 9 characters',
    ]);
  });

  const address = fields.email(documentation);
  it.each(['a@b', "o'neill+x@example.com", 'A.b-c_d@EXAMPLE.com', '`{|}~^/=?@b.c', `${'a'.repeat(64)}@b`])(
    'accepts the address %s',
    (value) => {
      expect(errorOf(address, value)).toBeUndefined();
      expect(value).toMatch(new RegExp(address.pattern!, 'v'));
    },
  );
  it.each([
    '',
    'a',
    '@',
    'a@',
    '@b',
    'a@b@c',
    '.a@b',
    'a.@b',
    'a..b@c',
    'a b@c',
    '"a"@b',
    'a@b_c',
    'a@-b',
    'a@b-',
    'a@b.',
  ])('rejects the address %j', (value) => expect(errorOf(address, value)).toContain('name@example.com'));

  it('has at most 64 characters before the @', () =>
    expect(errorOf(address, `${'a'.repeat(65)}@b`)).toContain('at most 64 characters before the @'));
  it('has a pattern from which form clients can generate values', () => {
    const generated = fc.stringMatching(new RegExp(address.pattern!), { maxLength: 60 });
    fc.assert(fc.property(generated, (value) => errorOf(address, value) === undefined));
  });

  const dateTime = fields.dateTime(documentation);
  it.each(['2026-01-01T10:00:00+02:00', '2026-01-01t10:00:00.123z', '0001-01-01T00:00:00-00:00'])(
    'accepts the date-time %s',
    (value) => {
      expect(errorOf(dateTime, value)).toBeUndefined();
      expect(value).toMatch(new RegExp(dateTime.pattern!, 'v'));
    },
  );
  it.each([
    ['2026-02-30T10:00:00Z', 'must be a date and time that exist'],
    ['2026-01-01T10:00:00+99:99', 'offset from -23:59 to +23:59'],
    ['2026-12-31T23:59:60Z', 'must not be in a leap second'],
    ['2026-01-01T10:00:00.1234Z', 'at most three digits'],
    ['2026-01-01T10:00:00', 'RFC 3339'],
    ['2026-01-01T10:00Z', 'RFC 3339'],
  ])('rejects the date-time %s: %s', (value, message) => expect(errorOf(dateTime, value)).toContain(message));
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
