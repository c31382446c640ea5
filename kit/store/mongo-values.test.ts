import { expect, it } from '@jest/globals';
import { Decimal128 } from 'mongodb';
import { Decimal } from '../util/decimal.ts';
import { decode, encode } from './mongo-values.ts';

it('stores decimals as Decimal128, and leaves all other values alone', () => {
  const [at, regex] = [new Date(5), /^a/];
  const filter = { $and: [{ price: { $in: [Decimal.from('1.50'), null] } }, { at: { $gt: at } }, { name: regex }] };
  expect(encode(filter)).toEqual({
    $and: [{ price: { $in: [Decimal128.fromString('1.5'), null] } }, { at: { $gt: at } }, { name: regex }],
  });
});

it.each([
  ['1.50', '1.5'],
  ['-0', '0'],
  ['1E+3', '1000'],
  ['-1.25E-7', '-0.000000125'],
  ['1234567890.123456789012345678901234', '1234567890.123456789012345678901234'],
  ['0E-6000', '0'],
])('reads the Decimal128 %s of any program', (text, expected) => {
  const value = { list: [Decimal128.fromString(text)], none: null };
  expect(decode<unknown>(value)).toEqual({ list: [Decimal.from(expected)], none: null });
});

it.each(['NaN', '-Infinity', '1E+6000', '1E-40'])('does not read %s as another number', (text) => {
  expect(() => decode({ price: Decimal128.fromString(text) })).toThrow(/out of range/);
});
