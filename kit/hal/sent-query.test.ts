import { describe, expect, it } from '@jest/globals';
import { queryOfPage, sentQuery } from './sent-query.ts';

describe('the query of a list', () => {
  it.each([
    ['/venues', ''],
    ['/venues?', ''],
    ['/venues?sort=-name&where=%7B%22name%22%3A%22A%22%7D', '?sort=-name&where=%7B%22name%22%3A%22A%22%7D'],
    ['/venues?where={"name":"a?b"}', '?where=%7B%22name%22:%22a?b%22%7D'],
    ['/venues?q=100%&r=%zz&s=\u00e9', '?q=100%25&r=%25zz&s=%E9'],
  ])('of %j is %j', (url, query) => expect(sentQuery(url)).toBe(query));

  it.each([
    ['', '?page=3'],
    ['?', '?page=3'],
    ['?page=1&sort=name', '?sort=name&page=3'],
    ['?max_results=2&p%61ge=1&embed=venue&embed=registration', '?max_results=2&embed=venue&embed=registration&page=3'],
  ])('%j leads to the page %j', (query, other) => expect(queryOfPage(query, 3)).toBe(other));
});
