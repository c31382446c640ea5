import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { Decimal } from './decimal.ts';

const digits = '1234567890123456789012345678901234';

describe('a decimal', () => {
  it.each([
    ['0', '0'],
    ['-0', '0'],
    ['0.00', '0'],
    ['1.50', '1.5'],
    ['100', '100'],
    ['-0.05', '-0.05'],
    [digits, digits],
    [`0.${digits}`, `0.${digits}`],
    [`-12.${digits.slice(2)}`, `-12.${digits.slice(2)}`],
    [`1${'0'.repeat(33)}.${'0'.repeat(34)}`, `1${'0'.repeat(33)}`],
  ])('parses %s as %s', (text, canonical) => {
    expect(Decimal.from(text).toString()).toBe(canonical);
    expect(JSON.stringify([Decimal.from(text)])).toBe(JSON.stringify([canonical]));
  });

  it.each(
    [
      ...[
        '',
        '-',
        '.5',
        '5.',
        '+1',
        '--1',
        '01',
        '00',
        '1e3',
        '1E-3',
        '0x10',
        'NaN',
        'Infinity',
        '1,5',
        '1 ',
        '1\n',
        '٣',
      ],
      ...[
        `${digits}5`,
        `1${'0'.repeat(34)}`,
        `0.0${digits}`,
        `1.${digits}`,
        `1.${'0'.repeat(100)}`,
        '1'.repeat(100_000),
      ],
    ].map((text) => [text.slice(0, 40), text] as const),
  )('does not parse %j', (_title, text) => {
    expect(Decimal.parse(text)).toBeUndefined();
    expect(() => Decimal.from(text)).toThrow(RangeError);
  });

  it('is compared by value', () => {
    expect(Decimal.from('9') < Decimal.from('10')).toBe(true);
    expect(Decimal.from('-9') > Decimal.from('-10')).toBe(true);
    expect(Decimal.from('1.50').equals(Decimal.from('1.5'))).toBe(true);
    expect(Decimal.from('1.5').equals(Decimal.from('-1.5'))).toBe(false);
  });

  it('has one text for each value, which is parsed as the same value', () => {
    const integers = fc.bigInt({ min: -(10n ** 17n), max: 10n ** 17n });
    const property = fc.property(integers, fc.nat(17), (integer, scale) => {
      const magnitude = String(integer < 0n ? -integer : integer).padStart(scale + 1, '0');
      const point = magnitude.length - scale;
      const text = `${integer < 0n ? '-' : ''}${magnitude.slice(0, point)}${scale === 0 ? '' : `.${magnitude.slice(point)}`}`;
      const decimal = Decimal.from(text);
      expect(decimal.valueOf()).toBe(integer * 10n ** BigInt(34 - scale));
      expect(decimal.toString()).toMatch(/^(0|-?(?!0$)(0|[1-9]\d*)(\.\d*[1-9])?)$/);
      expect(Decimal.from(decimal.toString()).equals(decimal)).toBe(true);
    });
    fc.assert(property);
  });
});
