import { expect, it } from '@jest/globals';
import fc from 'fast-check';
import { jsonString, jsonValue } from './json-string.ts';

it('returns what JSON.stringify returns', () => {
  const text = fc.oneof(
    fc.string({ unit: 'binary', maxLength: 200 }),
    fc
      .array(fc.constantFrom('a', '"', '\\', '\n', '\u001f', ' ', '\u007f', '\ud800', '\udfff', '\ue000', '😀'))
      .map((parts) => parts.join('')),
  );
  fc.assert(fc.property(text, (each) => jsonString(each) === JSON.stringify(each)));
  fc.assert(fc.property(fc.jsonValue(), (each) => expect(jsonValue(each)).toBe(JSON.stringify(each))));
});
