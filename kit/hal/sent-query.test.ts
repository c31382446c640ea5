import { describe, expect, it } from '@jest/globals';
import { queryOfAlternates, queryOfChanges, queryOfPage, sentQuery } from './sent-query.ts';

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

  it('leads to a page after a position, and from there to others without it', () => {
    expect(queryOfPage('?sort=name', 3, 'abc')).toBe('?sort=name&page=3&after=abc');
    expect(queryOfPage('?sort=name&page=3&after=abc', 4, 'def')).toBe('?sort=name&page=4&after=def');
    expect(queryOfPage('?sort=name&page=3&%61fter=abc', 2)).toBe('?sort=name&page=2');
  });

  it.each([
    ['', ''],
    ['?page=2&sort=name&pretty', ''],
    ['?where=%7B%7D&max_results=2&%65mbed=venue&links_only', '?where=%7B%7D&%65mbed=venue&links_only'],
  ])('%j leads to the changes %j', (query, other) => expect(queryOfChanges(query)).toBe(other));

  it.each([
    ['', ''],
    ['?page=2&max_results=1&embed=venue', ''],
    ['?sort=-name&page=2&wh%65re=%7B%7D', '?sort=-name&wh%65re=%7B%7D'],
  ])('%j leads to the other representations %j', (query, other) => expect(queryOfAlternates(query)).toBe(other));
});
