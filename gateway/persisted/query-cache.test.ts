import { expect, it } from '@jest/globals';
import { createQueryCache } from './query-cache.ts';

it('is bounded by the bytes of all documents: those that were used last stay', () => {
  const cache = createQueryCache(10_000)!;
  const hashes = Array.from({ length: 6 }, (_, index) => `hash${index}`);
  for (const hash of hashes.slice(0, 5)) cache.keep(hash, 'ä'.repeat(900));
  expect(cache.get('hash0')).toHaveLength(900);
  cache.keep('hash5', 'ä'.repeat(900));
  expect(hashes.map((hash) => cache.get(hash) !== undefined)).toEqual([true, false, true, true, true, true]);
});

it('keeps no document that is larger than the bound, and many small ones count by what they take', () => {
  const cache = createQueryCache(10_000)!;
  cache.keep('large', 'x'.repeat(10_000));
  expect(cache.get('large')).toBeUndefined();
  for (let index = 0; index < 100; index++) cache.keep(String(index), '{a}');
  expect(Array.from({ length: 100 }, (_, index) => cache.get(String(index))).filter(Boolean)).toHaveLength(49);
});

it('is none for 0 bytes', () => {
  expect(createQueryCache(0)).toBeUndefined();
});
