import { expect, it } from '@jest/globals';
import type { HalBody } from '../../support/clients.ts';
import type { SpecimenClient } from './specimen-client.ts';

/** Values that each kind rejects, with a part of the message. */
const invalid: readonly (readonly [field: string, values: readonly unknown[], message: RegExp])[] = [
  [
    'weight',
    ['NaN', '1e400', '--1', '', ' 1', '+1', '.5', '5.', '01', 'Infinity', '1,5', '0x1', '١'],
    /decimal number as text/,
  ],
  ['weight', [1, true, [], { $gt: '1' }], /decimal number as text/],
  ['weight', ['1'.repeat(40), '1'.repeat(1000)], /digits before the point/],
  ['weight', [`0.${'1'.repeat(18)}`, `0.${'0'.repeat(40)}`], /at most 17 digits after the point/],
  ['price', ['-0.01'], /at least 0/],
  ['price', ['0.001'], /at most 2 digits after/],
  ['foundAt', ['2026-01-01', '2026-01-01T10:00:00', '2026-01-01 10:00:00Z', '20260101T100000Z', 7], /RFC 3339/],
  ['foundAt', ['2026-02-30T10:00:00Z', '2026-01-01T24:00:00Z', '2026-01-01T10:00:00+99:99'], /that exist/],
  ['foundAt', ['2026-12-31T23:59:60Z', '2026-12-31T23:59:60.5+01:00'], /leap second/],
  ['foundAt', ['2026-01-01T10:00:00.1234Z'], /three digits/],
  [
    'homepage',
    ['mailto:a@example.com', 'javascript:alert(1)', 'example.com', '/a', 'http://', 'ftp://a', '', 5],
    /absolute/,
  ],
  ['homepage', ['https://exa mple.com', 'https://a/b c', ' https://a', 'https://a\n'], /without spaces/],
  ['homepage', ['https://a:99999', 'https://[::1', 'https://a"b', 'https://xn--', 'https://a|b'], /valid host/],
  ['homepage', ['https://user:secret@example.com', 'https://user@example.com'], /username or a password/],
  ['homepage', [`https://example.com/${'a'.repeat(200)}`, `https://example.com/${'ü'.repeat(60)}`], /at most 200/],
  [
    'contact',
    ['a', 'a@', '@b', 'a@b@c', 'a..b@c', '.a@b', 'a b@c', 'a@-b', 'a@b.', 'a@bücher.de', 'mailto:a@b', 3],
    /e-mail/,
  ],
  ['contact', [`${'a'.repeat(65)}@b`, `a@${'b'.repeat(64)}`], /e-mail/],
  [
    'contact',
    [`a@${'b'.repeat(60)}.${'b'.repeat(60)}.${'b'.repeat(60)}.${'b'.repeat(60)}.${'b'.repeat(60)}`],
    /at most 254/,
  ],
];

/** Declares the tests of values that are rejected, in documents and in filters. */
export function rejectedValues(client: SpecimenClient): void {
  rejectsInDocuments(client);
  rejectsInFilters(client);
}

function rejectsInDocuments({ post, create }: SpecimenClient): void {
  it.each(invalid)('reject %s: %j', async (field, values, message) => {
    for (const value of values) {
      const { status, body } = await post({ [field]: value });
      expect([value, status, body._issues]).toEqual([value, 422, { [field]: expect.stringMatching(message) }]);
      const created = await create({ [field]: value });
      const rejected = Array.isArray(created)
        ? created.map(({ extensions }) => extensions.code)
        : created.issues?.map((issue: HalBody) => issue.field);
      expect([value, rejected]).toEqual([value, [expect.stringMatching(`BAD_USER_INPUT|^${field}$`)]]);
    }
  });
}

function rejectsInFilters({ hal, subject }: SpecimenClient): void {
  it.each([
    [{ weight: 'x' }, 'weight: must be compared with a decimal number'],
    [{ weight: 1 }, 'weight: must be compared with a decimal number'],
    [{ weight: { $gt: '1e3' } }, 'weight: must be compared with a decimal number'],
    [{ weight: { $in: ['1', 'NaN'] } }, 'weight: must be compared with a decimal number'],
    [{ weight: { $regex: '^1' } }, '"$regex" is not an operator for weight'],
    [{ weight: { decimal: '1' } }, '"decimal" is not an operator for weight'],
    [{ foundAt: '2026-02-30T00:00:00Z' }, 'foundAt: must be compared with a date and time'],
    [{ foundAt: { at: '2026-02-01T00:00:00Z' } }, '"at" is not an operator for foundAt'],
    [{ 'foundAt.at': '2026-02-01T00:00:00Z' }, '"foundAt.at" cannot be filtered by'],
    [{ homepage: 'mailto:a@b' }, 'homepage: "mailto:a@b" must be an absolute http or https URL'],
    [{ contact: { $in: ['a'] } }, 'contact: "a" must be an e-mail address'],
  ])('reject the filter %j', async (where, message) => {
    const { status, body } = await hal(
      'GET',
      `${subject().collection}?where=${encodeURIComponent(JSON.stringify(where))}`,
    );
    expect([status, body.detail]).toEqual([400, expect.stringContaining(message)]);
  });
}
