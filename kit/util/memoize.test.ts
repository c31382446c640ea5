import { describe, expect, it, jest } from '@jest/globals';
import { LRUCache } from 'lru-cache';
import { lazy } from './lazy.ts';
import { memoize } from './memoize.ts';

describe('a memoized function', () => {
  it('computes once for each object, also if the result is undefined', () => {
    const compute = jest.fn(({ size }: { size: number }) => (size > 0 ? size * 2 : undefined));
    const double = memoize(compute);
    const [positive, zero] = [{ size: 1 }, { size: 0 }];
    expect([double(positive), double(positive), double(zero), double(zero), double({ size: 1 })]).toEqual([
      2,
      2,
      undefined,
      undefined,
      2,
    ]);
    expect(compute).toHaveBeenCalledTimes(3);
  });

  it('stores the results for strings in the given cache', () => {
    const compute = jest.fn((text: string) => text.length);
    const length = memoize(compute, new LRUCache({ max: 1 }));
    expect(['a', 'a', 'bc', 'a'].map(length)).toEqual([1, 1, 2, 1]);
    expect(compute).toHaveBeenCalledTimes(3);
  });

  it('computes again after an exception', () => {
    const compute = jest.fn<(key: object) => string>().mockImplementationOnce(() => {
      throw new Error('not yet');
    });
    const read = memoize(compute.mockReturnValue('done'));
    const key = {};
    expect(() => read(key)).toThrow('not yet');
    expect([read(key), read(key)]).toEqual(['done', 'done']);
    expect(compute).toHaveBeenCalledTimes(2);
  });
});

describe('a lazy value', () => {
  it('is computed on the first call only, also if it is undefined', () => {
    const compute = jest.fn(() => undefined);
    const value = lazy(compute);
    expect(compute).not.toHaveBeenCalled();
    expect([value(), value()]).toEqual([undefined, undefined]);
    expect(compute).toHaveBeenCalledTimes(1);
  });
});
