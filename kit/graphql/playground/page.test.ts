import { describe, expect, it } from '@jest/globals';
import { createFiller, encoded, operationOf, valueAt } from './page.mjs';
import { Placeholder, renderTab } from './example-tab.ts';

const answer = {
  rooms: [
    { id: 'r1', events: [] },
    {
      id: 'r2',
      events: [
        { id: 'e1', name: 'Standup' },
        { id: 'e2', name: 'Review', gone: null },
      ],
    },
  ],
};

describe("the page's script", () => {
  it.each([
    [['rooms', 'id'], 'r1'],
    [['rooms', 'events', 'id'], 'e1'],
    [['rooms', 'events', { name: 'Review' }, 'id'], 'e2'],
    [['rooms', 'events', { name: 'Retro' }, 'id'], undefined],
    [['rooms', 'events', 'gone'], undefined],
    [['nothing', 'id'], undefined],
  ])('finds at %j the first value, if there is one', (path, value) => {
    expect(valueAt(answer, path)).toBe(value);
    expect(valueAt(null, path)).toBeUndefined();
  });

  const blank = new Placeholder(
    'the id of an event',
    { operation: 'Book', path: ['book', 'id'] },
    { operation: 'Look', path: ['rooms', 'events', 'id'] },
  );
  const tab = renderTab(
    { query: 'query Register { __typename }', variables: { input: { id: blank, name: 'x' } } },
    '{}',
  );

  it('fills in what was answered last, and over what it has filled in before', () => {
    const { note, fill } = createFiller([tab]);
    expect(fill('Register', tab.variables)).toBe(tab.variables);
    note('Look', answer);
    const first = fill('Register', tab.variables);
    expect(JSON.parse(first)).toEqual({ input: { id: 'e1', name: 'x' } });
    note('Book', { book: { id: 'e3' } });
    expect(JSON.parse(fill('Register', first))).toEqual({ input: { id: 'e3', name: 'x' } });
    note('Book', { book: null });
    note('Look', answer);
    expect(JSON.parse(fill('Register', fill('Register', first)))).toEqual({ input: { id: 'e1', name: 'x' } });
  });

  it('leaves alone what somebody wrote, and tabs that have no blanks', () => {
    const { note, fill } = createFiller([tab]);
    note('Look', answer);
    expect(fill('Register', '{ "id": "mine" } // the id of an event')).toBe('{ "id": "mine" } // the id of an event');
    expect(fill('Register', '{ "id": "the id of an event", // mine\n')).toBe('{ "id": "e1", // mine\n');
    expect(fill('Other', tab.variables)).toBe(tab.variables);
    expect(fill('Register', '')).toBe('');
  });

  it('runs the operation that was chosen, or the first where that is not there any more', () => {
    const query = '# query No { a }\nquery A { a }\n  mutation B { b }\nfragment C on Query { a }';
    expect(operationOf({ query, operationName: 'B' })).toBe('B');
    expect(operationOf({ query, operationName: 'Before' })).toBe('A');
    expect(operationOf({ query })).toBe('A');
    expect(operationOf({ query: '{ a }', operationName: null })).toBeUndefined();
  });

  it('writes Basic credentials in Base64 unless they are, and no other header', () => {
    const basic = (text: string) => `Basic ${Buffer.from(text).toString('base64')}`;
    expect(encoded({ authorization: 'basic jürg:p:ß' })).toEqual({ authorization: basic('jürg:p:ß') });
    expect(encoded({ Authorization: basic('a:b') })).toEqual({ Authorization: basic('a:b') });
    expect(encoded({ Authorization: 'Bearer a.b.c', 'x-note': 'Basic a:b', 'x-number': 1 })).toEqual({
      Authorization: 'Bearer a.b.c',
      'x-note': 'Basic a:b',
      'x-number': '1',
    });
  });
});
