import { expect, it } from '@jest/globals';
import fc from 'fast-check';
import { Decimal } from '../util/decimal.ts';
import { applyLine, toLine } from './data-lines.ts';
import { encode } from './embedded-values.ts';
import type { Stored } from './port.ts';

const text = fc.string({ unit: 'binary' });
const lineEnds = fc.constantFrom('\n', '\v', '\f', '\r', '\r\n', '\u0085', '\u2028', '\u2029');
const anyText = fc.oneof(
  text,
  fc.tuple(text, lineEnds, text).map((parts) => parts.join('')),
);
const value = fc.letrec<{ value: unknown }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 3 },
    anyText,
    fc.date({ noInvalidDate: true }),
    fc.integer(),
    fc.boolean(),
    fc.constant(null),
    fc.array(tie('value'), { maxLength: 3 }),
    fc.dictionary(
      anyText.filter((key) => key !== '__proto__'),
      tie('value'),
      { maxKeys: 3, noNullPrototype: true },
    ),
  ),
})).value;

it('writes any document as one line, which reads as the same document', () => {
  const property = fc.property(
    anyText.filter((id) => id !== ''),
    value,
    (_id, field) => {
      const line = toLine({ _id, field } as Stored);
      expect(line.slice(0, -1)).not.toMatch(/[\n\v\f\r\u0085\u2028\u2029]/);
      const documents = new Map<string, Stored>();
      expect(applyLine(line, documents)).toBe(true);
      expect(documents).toEqual(new Map([[_id, { _id, field }]]));
    },
  );
  fc.assert(property, { numRuns: 1000 });
});

it('writes a decimal as its text', () => {
  const price = encode(Decimal.from('-1.50'));
  const line = toLine({ _id: '1', price, list: [price] } as Stored);
  expect(line).toBe('{"_id":"1","price":{"$$decimal":"-1.5"},"list":[{"$$decimal":"-1.5"}]}\n');
  const documents = new Map<string, Stored>();
  expect(applyLine(line, documents)).toBe(true);
  expect(documents.get('1')).toEqual({ _id: '1', price, list: [price] });
});
