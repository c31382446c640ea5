import { describe, expect, it } from '@jest/globals';
import { JsonFragment, stringify, textOf } from './json-fragment.ts';

describe('a fragment of JSON', () => {
  const fragment = new JsonFragment('{"a":"\\u00e9$&"}');
  const value = { list: [fragment, 1, fragment], one: fragment, 'key "': 'text', none: undefined };

  it('is copied as it is', () => {
    expect(stringify(value)).toBe(
      '{"list":[{"a":"\\u00e9$&"},1,{"a":"\\u00e9$&"}],"one":{"a":"\\u00e9$&"},"key \\"":"text"}',
    );
    expect([stringify({ a: 1 }), stringify(undefined), stringify(fragment)]).toEqual([
      '{"a":1}',
      undefined,
      fragment.text,
    ]);
  });

  it('is a value for anything else', () => {
    expect(JSON.parse(JSON.stringify(value, null, 2))).toEqual(JSON.parse(stringify(value) ?? ''));
    expect(JSON.stringify(fragment)).toBe('{"a":"é$&"}');
    const failing = {
      fragment,
      toJSON: () => {
        throw new Error('no');
      },
    };
    expect(() => stringify({ fragment, failing })).toThrow('no');
    expect(JSON.stringify(fragment)).toBe('{"a":"é$&"}');
  });

  it('has the text of members', () =>
    expect([fragment, [fragment, [1, fragment]], [], null, 'x', { a: 1 }].map(textOf)).toEqual([
      fragment.text,
      `[${fragment.text},[1,${fragment.text}]]`,
      '[]',
      'null',
      '"x"',
      '{"a":1}',
    ]));
});
