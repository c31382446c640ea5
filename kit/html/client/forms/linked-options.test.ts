import { describe, expect, it } from '@jest/globals';
import { choicesOf, hasMore, matching, searchUrl } from './linked-options.ts';

const members = { valueField: '_id', promptField: 'username' };
const list = {
  ...{ url: 'http://localhost/accounts', method: 'GET', status: 200, headers: {} },
  body: {
    _links: { search: { href: '/accounts{?where,sort,max_results,page}', templated: true } },
    _meta: { total: 3 },
    _embedded: {
      account: [
        { _id: '1', username: 'pat', name: 'Pat Hartman' },
        { _id: '2', username: 'terry' },
      ],
    },
  },
};

describe('linked options', () => {
  it('are the documents of a list, by their names', () => {
    expect(choicesOf(list, members)).toEqual([
      { value: '1', label: 'pat · Pat Hartman', sent: '1' },
      { value: '2', label: 'terry', sent: '2' },
    ]);
  });

  it('can be an array of texts', () => {
    expect(choicesOf({ ...list, body: ['a', 'b'] }, members).map(({ label }) => label)).toEqual(['a', 'b']);
  });

  it('are found by words in any order', () => {
    expect(matching(choicesOf(list, members), 'HART pat')).toHaveLength(1);
  });

  it('are searched at the server when the list goes on', () => {
    expect(hasMore(list)).toBe(true);
    const searched = (where: object) =>
      `http://localhost/accounts?where=${encodeURIComponent(JSON.stringify(where))}&sort=username&max_results=20`;
    const begins = { $regex: '^[Pp][Aa]' };
    expect(searchUrl(list, members, 'pa')).toBe(searched({ $or: [{ username: begins }, { name: begins }] }));
    const unnamed = { ...list, body: { ...list.body, _embedded: { account: [{ _id: '1', username: 'pat' }] } } };
    expect(searchUrl(unnamed, members, 'pa')).toBe(searched({ username: begins }));
    expect(searchUrl({ ...list, body: {} }, members, 'pa')).toBeUndefined();
  });
});
