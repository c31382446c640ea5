import { expect, it } from '@jest/globals';
import { parseRetryAfter } from './retry-after.ts';

const now = Date.parse('2026-11-30T00:00:00.500Z');

it.each<[string | string[] | undefined, number | undefined]>([
  ['0', 0],
  ['120', 120],
  ['Mon, 30 Nov 2026 00:01:00 GMT', 60],
  ['Sun, 29 Nov 2026 00:01:00 GMT', 0],
  ['1.5', undefined],
  ['-1', undefined],
  ['9'.repeat(16), undefined],
  ['soon', undefined],
  ['', undefined],
  [undefined, undefined],
  [['1', '2'], undefined],
])('parses Retry-After: %j is %p', (header, seconds) => {
  expect(parseRetryAfter(header, now)).toBe(seconds);
});
