import { describe, expect, it } from '@jest/globals';
import { prefixPattern } from '../forms/linked-options.ts';
import { listUrl, parseConditions, parseListQuery, toWhere, type Condition, type Operator } from './list-query.ts';

const syntax = { isNumber: (field: string) => field === 'capacity', prefix: prefixPattern };
const condition = (field: string, operator: Operator, value: string): Condition => ({ field, operator, value });

describe('conditions of lists', () => {
  it.each([
    [[condition('name', 'is', 'Main')], '{"name":"Main"}'],
    [[condition('capacity', 'from', '5')], '{"capacity":{"$gte":5}}'],
    [[condition('date', 'until', '2025-01-01')], '{"date":{"$lte":"2025-01-01"}}'],
    [[condition('name', 'begins', 'de v.')], String.raw`{"name":{"$regex":"^[Dd][Ee] [Vv]\\."}}`],
    [
      [condition('capacity', 'from', '5'), condition('capacity', 'until', '9'), condition('name', 'is', 'Main')],
      '{"$and":[{"capacity":{"$gte":5}},{"capacity":{"$lte":9}},{"name":"Main"}]}',
    ],
  ])('%j are written and read', (conditions, where) => {
    expect(toWhere(conditions, syntax)).toBe(where);
    expect(parseConditions(where)).toEqual(conditions);
  });

  it.each([
    ['{"a":"x","b":2}', [condition('a', 'is', 'x'), condition('b', 'is', '2')]],
    ['{"a":{"$gte":1,"$lte":2}}', [condition('a', 'from', '1'), condition('a', 'until', '2')]],
  ])('%s are read', (where, conditions) => {
    expect(parseConditions(where)).toEqual(conditions);
  });

  it.each([
    ...['{"$or":[{"a":1}]}', '{"a":{"$regex":"^(x|y)"}}', '{"a":1,"b":{"$in":[1]}}', '{"$and":[{"$or":[]}]}'],
    ...['{"$and":[{"a":1}],"b":1}', '{"$and":["a"]}', '[', '{}', '{"$and":[]}'],
  ])('%s is more than conditions that all hold', (where) => {
    expect(parseConditions(where)).toBeUndefined();
  });

  it('are no filter if there are none', () => {
    expect(toWhere([], syntax)).toBeUndefined();
  });

  it('keep the other parameters, and begin at the first page', () => {
    const url = listUrl(
      'http://localhost/venues{?where,sort,page,embed}',
      'http://localhost/venues?page=3&embed=event&sort=name',
      { sort: '-name' },
    );
    expect(url).toBe('http://localhost/venues?sort=-name&embed=event');
    expect(parseListQuery(url)).toEqual({ conditions: [], where: undefined, sort: '-name', pageSize: '' });
  });
});
