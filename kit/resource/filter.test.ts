import { describe, expect, it } from '@jest/globals';
import { defineResource } from './definition/define-resource.ts';
import { toOne } from './definition/relations.ts';
import {
  boolean,
  calendarDate,
  choice,
  dateTime,
  decimal,
  email,
  fixedDuration,
  integer,
  localTime,
  text,
  url,
} from './fields/index.ts';
import { parseFilter, type FilterDialect } from './filter.ts';
import { propertiesOf } from './properties.ts';
import { Decimal } from '../util/decimal.ts';
import { safeRegex } from './safe-regex.ts';
import { nobody } from '../access/policy.ts';

const documentation = { title: 'T', description: 'D' };
const book = defineResource({
  name: 'book',
  summary: 'A book.',
  fields: {
    title: text({ ...documentation, max: 10 }),
    pages: integer({ ...documentation, min: 1, max: 10 }),
    lent: boolean(documentation),
    loan: fixedDuration({ ...documentation, maxDays: 5 }),
    printed: calendarDate(documentation),
    opens: localTime(documentation),
    price: decimal({ ...documentation, digits: 5, scale: 2 }),
    sold: dateTime(documentation),
    site: url(documentation),
    seller: email(documentation),
    cover: choice({ ...documentation, options: ['soft', 'hard'] }),
  },
  relations: { shelf: toOne('shelf', documentation) },
  policies: { read: nobody, create: nobody, change: nobody, remove: nobody, empty: nobody },
});
const dialect: FilterDialect = {
  prefix: '$',
  properties: new Map(propertiesOf(book).map((property) => [property.name, property])),
  limits: { nodes: 5, values: 3, pattern: 20, patterns: 2 },
};
const parse = (input: unknown) => {
  const parsed = parseFilter(input, dialect);
  return parsed.ok ? parsed.value : parsed.problem.detail;
};

describe('a filter', () => {
  it("is translated to the store's language", () => {
    expect(parse({})).toEqual({});
    expect(parse({ title: 'a' })).toEqual({ title: { $eq: 'a' } });
    expect(parse({ pages: { $gt: 1, $lte: 5 } })).toEqual({ pages: { $gt: 1, $lte: 5 } });
    expect(parse({ title: null, shelf: { $in: ['x'] } })).toEqual({
      $and: [{ title: { $eq: null } }, { shelf: { $in: ['x'] } }],
    });
    expect(parse({ opens: { $in: ['09:00', '10:00:30'] } })).toEqual({ opens: { $in: ['09:00:00', '10:00:30'] } });
    expect(parse({ $or: [{ lent: true }, { title: { $regex: '^a' } }] })).toEqual({
      $or: [{ lent: { $eq: true } }, { title: { $regex: /^a/ } }],
    });
    expect(parse({ price: { $gt: '1.005', $in: ['1.50'] } })).toEqual({
      price: { $gt: Decimal.from('1.005'), $in: [Decimal.from('1.5')] },
    });
    expect(parse({ sold: '2026-01-01T10:00:00+02:00' })).toEqual({
      'sold.at': { $eq: new Date('2026-01-01T08:00:00Z') },
    });
    expect(parse({ sold: null, site: 'HTTPS://A.example' })).toEqual({
      $and: [{ 'sold.at': { $eq: null } }, { site: { $eq: 'https://a.example/' } }],
    });
    expect(parse({ seller: { $regex: '^a' } })).toEqual({ seller: { $regex: /^a/ } });
    expect(parse({ _created: '2025-01-01T00:00:00Z' })).toEqual({
      _created: { $eq: new Date('2025-01-01T00:00:00Z') },
    });
  });

  it.each([
    [{ author: 'x' }, 'author'],
    [{ $where: '1' }, '$where'],
    [{ title: { $where: '1' } }, '$where'],
    [{ title: { gt: 'a' } }, 'gt'],
    [{ title: {} }, 'no operator'],
    [{ pages: '1' }, 'number'],
    [{ title: { $ne: { $gt: '' } } }, 'string'],
    [{ loan: { $gt: 'PT1H' } }, '$gt'],
    [{ printed: { $gte: '2025-02-30' } }, 'printed: "2025-02-30" must be a date that exists'],
    [{ loan: { $in: ['PT1H', '1 h'] } }, 'loan: "1 h" must be an ISO 8601 duration'],
    [{ price: 1 }, 'price: must be compared with a decimal number'],
    [{ price: { $lt: '1e400' } }, 'price: must be compared with a decimal number'],
    [{ price: { $regex: '^1' } }, '$regex'],
    [{ sold: '2026-02-30T00:00:00Z' }, 'sold: must be compared with a date and time'],
    [{ site: 'a.example' }, 'site: "a.example" must be an absolute http or https URL'],
    [{ seller: 'a' }, 'seller: "a" must be an e-mail address'],
    [{ cover: 'paper' }, 'cover: "paper" must be one of soft, hard'],
    [{ pages: { $regex: '^1' } }, '$regex'],
    [{ pages: { $in: [1, 2, 3, 4] } }, 'at most 3'],
    [{ $and: [] }, 'at least one'],
    [{ $and: null }, 'at least one'],
    [{ pages: { $gte: null } }, '$gte must be compared with a value, not null'],
    [{ title: { $in: null } }, 'list'],
    [{ title: { $regex: null } }, 'title'],
    [{ $or: 'x' }, 'list'],
    [{ _created: 'yesterday' }, 'date and time'],
    [{ title: 'a', pages: 1, lent: true, $and: [{ title: 'b' }, { title: 'c' }] }, 'at most 5'],
    [{ pages: { $in: [1, 2] }, title: { $nin: ['a', 'b'] } }, 'at most 3 values together'],
    [{ title: { $regex: '^x*x*yN' } }, 'at most 1 open quantifier (such as * + ? {2,9}), not 2'],
    ['title', 'object'],
    [[], 'object'],
    [null, 'object'],
  ])('%j is rejected; the detail contains %j', (input, text) =>
    expect(parse(input)).toEqual(expect.stringContaining(text)),
  );
});

it('has few patterns', () => {
  const filter = { $or: ['^a', '^b', '^c'].map(($regex) => ({ title: { $regex } })) };
  const parsed = parseFilter(filter, { ...dialect, limits: { ...dialect.limits, nodes: 100 } });
  expect(parsed.ok ? '' : parsed.problem.detail).toMatch('at most 2 patterns ($regex)');
});

describe('a pattern', () => {
  it.each([
    ...['^', '^a', '^All.*s$', '^[A-Z]\\d{1,3}', '^a\\.b', '^[^a-z0-9_]', '^[-a]', '^[a-]', '^[-]', '^[\\d\\]-]'],
    ...['^\\^\\[\\]\\\\\\/', '^é{3}', '^\u{1f600}?', '^[a^]', '^ #', '^a{3}b{3}c{3}d{3}'],
  ])('%s is accepted', (source) =>
    expect(safeRegex(source, 100)).toMatchObject({ ok: true, value: new RegExp(source) }),
  );

  it.each([
    ...[
      'a',
      '.*',
      '^(a+)+$',
      '^a|b',
      '^\\1',
      '^[',
      `^${'a'.repeat(100)}`,
      5,
      '^*',
      '^a**',
      '^a*?',
      '^a{3,2}',
      '^[z-a]',
    ],
    // Patterns that MongoDB interprets differently, or rejects.
    ...[
      '^\0',
      '^[\0]',
      '^[[:foo:]',
      '^[[.a.]',
      '^[a-\\d]',
      '^[\\d-z]',
      '^[a-c-e]',
      '^[\\g]',
      '^[\\p]',
      '^[]',
      '^[^]',
      '^\\p{L}',
    ],
    // Patterns with super-linear matching time. In the second, the quantifiers follow an escaped backslash.
    ...['^a+b*c', '^x*x*yN', '^.*a{101}', '^a{50}b{51}'],
    ...['^a.*b.*c.*', '^\\\\+\\\\+\\\\+', '^a?a?a?aaa', '^a{1,99}a{1,99}a{1,99}b', '^[+]*[*]*a{2,}'],
  ])('%j is rejected', (source) => expect(safeRegex(source, 100).ok).toBe(false));
});
