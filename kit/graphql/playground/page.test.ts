import { describe, expect, it } from '@jest/globals';
import { createFiller, encodeCredentials, operationOf, valueAt } from './page.mjs';
import { Placeholder, renderTab } from './example-tab.ts';

const data = {
  rooms: [
    { id: 'r1', events: [] },
    {
      id: 'r2',
      events: [
        { id: 'e1', name: 'Standup' },
        { id: 'e2', name: 'Review', room: null },
      ],
    },
  ],
};

describe('page.mjs', () => {
  it.each([
    [['rooms', 'id'], 'r1'],
    [['rooms', 'events', 'id'], 'e1'],
    [['rooms', 'events', { name: 'Review' }, 'id'], 'e2'],
    [['rooms', 'events', { name: 'Retro' }, 'id'], undefined],
    [['rooms', 'events', 'room'], undefined],
    [['unknown', 'id'], undefined],
  ])('finds the first value at %j, if there is one', (path, value) => {
    expect(valueAt(data, path)).toBe(value);
    expect(valueAt(null, path)).toBeUndefined();
  });

  const placeholder = new Placeholder(
    'the id of an event',
    { operation: 'Book', path: ['book', 'id'] },
    { operation: 'Look', path: ['rooms', 'events', 'id'] },
  );
  const tab = renderTab(
    { query: 'query Register { __typename }', variables: { input: { id: placeholder, name: 'x' } } },
    '{}',
  );

  it('fills in the latest value, and replaces values that it has filled in before', () => {
    const { record, fill } = createFiller([tab]);
    expect(fill('Register', tab.variables)).toBe(tab.variables);
    record('Look', data);
    const first = fill('Register', tab.variables);
    expect(JSON.parse(first)).toEqual({ input: { id: 'e1', name: 'x' } });
    record('Book', { book: { id: 'e3' } });
    expect(JSON.parse(fill('Register', first))).toEqual({ input: { id: 'e3', name: 'x' } });
    record('Book', { book: null });
    record('Look', data);
    expect(JSON.parse(fill('Register', fill('Register', first)))).toEqual({ input: { id: 'e1', name: 'x' } });
  });

  it('keeps edited text, and tabs without placeholders', () => {
    const { record, fill } = createFiller([tab]);
    record('Look', data);
    expect(fill('Register', '{ "id": "mine" } // the id of an event')).toBe('{ "id": "mine" } // the id of an event');
    expect(fill('Register', '{ "id": "the id of an event", // mine\n')).toBe('{ "id": "e1", // mine\n');
    expect(fill('Other', tab.variables)).toBe(tab.variables);
    expect(fill('Register', '')).toBe('');
  });

  it('runs the selected operation, or the first one if that no longer exists', () => {
    const query =
      '# query No { a }\nquery A { a }\n  mutation B { b }\nfragment C on Query { a }\nsubscription D { a }';
    expect(operationOf({ query, operationName: 'B' })).toBe('B');
    expect(operationOf({ query, operationName: 'D' })).toBe('D');
    expect(operationOf({ query, operationName: 'Before' })).toBe('A');
    expect(operationOf({ query })).toBe('A');
    expect(operationOf({ query: '{ a }', operationName: null })).toBeUndefined();
  });

  it('encodes plain Basic credentials, and leaves other headers unchanged', () => {
    const basic = (text: string) => `Basic ${Buffer.from(text).toString('base64')}`;
    expect(encodeCredentials({ authorization: 'basic jürg:p:ß' })).toEqual({ authorization: basic('jürg:p:ß') });
    expect(encodeCredentials({ Authorization: basic('a:b') })).toEqual({ Authorization: basic('a:b') });
    expect(encodeCredentials({ Authorization: 'Bearer a.b.c', 'x-note': 'Basic a:b', 'x-number': 1 })).toEqual({
      Authorization: 'Bearer a.b.c',
      'x-note': 'Basic a:b',
      'x-number': '1',
    });
  });
});
