import { describe, expect, it } from '@jest/globals';
import { describeNews, mergeNews, newsBetween } from './news.ts';

const shown = (body: unknown) => ({ ...{ url: 'http://localhost/x', method: 'GET', status: 200, headers: {}, body } });
const list = (...versions: readonly string[]) =>
  shown({ _meta: {}, _embedded: { venue: versions.map((each) => ({ _id: each[0], _etag: each })) } });

describe('news', () => {
  it('of a list are the numbers of items', () => {
    const [first, second, third] = [list('a1', 'b1'), list('a2', 'b1', 'c1'), list('a3', 'c1')];
    const news = mergeNews(newsBetween(first, second), newsBetween(second, third));
    expect(describeNews(news, third)).toBe('1 added, 1 changed, 1 removed');
    expect(describeNews(newsBetween(first, first), first)).toBe('');
  });

  it('of an item are its fields and references, a few of them by name', () => {
    const before = shown({ _id: '1', _updated: '1', name: 'A', timeZone: 'UTC', _venue_ref: '1', a: 1, b: 1 });
    const after = shown({ _id: '1', _updated: '2', name: 'B', timeZone: 'CET', _venue_ref: '2', a: 2, b: 2 });
    expect(describeNews(newsBetween(before, after), after)).toBe('Changed: Name, Time zone, A, and 2 more');
    expect(describeNews(newsBetween(before, shown({ ...(after.body as object), a: 1, b: 1 })), after)).toBe(
      'Changed: Name, Time zone, Venue',
    );
    expect(describeNews(newsBetween(before, before), before)).toBe('');
  });
});
