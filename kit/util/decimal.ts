/** The greatest number of significant digits of a decimal, which is that of IEEE 754 decimal128. */
export const maxDecimalDigits = 34;

const pattern = /^(-?)(0|[1-9]\d*)(?:\.(\d+))?$/;
const unit = 10n ** BigInt(maxDecimalDigits);

const significantDigits = (digits: string): number => digits.replace(/^0+/, '').replace(/0+$/, '').length;

/**
 * An exact decimal number: at most 34 significant digits, of which at most 34 before and at most 34 after the point.
 * Immutable. `<` and `>` compare two of them by value; `===` does not, use `equals`.
 * @example Decimal.from('12.50').toString() === '12.5' && Decimal.from('9') < Decimal.from('10')
 */
export class Decimal {
  /** The number multiplied by 10³⁴. */
  private readonly scaled: bigint;
  private constructor(scaled: bigint) {
    this.scaled = scaled;
  }

  /** Parses digits with an optional sign and fraction. Undefined for anything else: exponents, leading zeros, `+`. */
  static parse(text: string): Decimal | undefined {
    if (text.length > 3 * maxDecimalDigits) return undefined;
    const [, sign, integer, fraction = ''] = pattern.exec(text) ?? [];
    if (integer === undefined || integer.length > maxDecimalDigits || fraction.length > maxDecimalDigits)
      return undefined;
    if (significantDigits(integer + fraction) > maxDecimalDigits) return undefined;
    const magnitude = BigInt(integer + fraction.padEnd(maxDecimalDigits, '0'));
    return new Decimal(sign === '-' ? -magnitude : magnitude);
  }

  /** Parses as `parse` does. @throws {RangeError} if the text is no such number */
  static from(text: string): Decimal {
    const decimal = Decimal.parse(text);
    if (decimal !== undefined) return decimal;
    throw new RangeError(`${JSON.stringify(text)} is not a decimal number of at most ${maxDecimalDigits} digits`);
  }

  /** Creates a decimal from its value multiplied by 10³⁴. */
  static fromScaled(scaled: bigint): Decimal {
    return new Decimal(scaled);
  }

  /** Returns the value multiplied by 10³⁴, which `<` and `>` compare. */
  valueOf(): bigint {
    return this.scaled;
  }

  equals(other: Decimal): boolean {
    return this.scaled === other.scaled;
  }

  /** Returns the canonical text (XML Schema 1.1, `decimal`): no exponent, no zeros that do not count, no `-0`. */
  toString(): string {
    const magnitude = this.scaled < 0n ? -this.scaled : this.scaled;
    const fraction = String(magnitude % unit)
      .padStart(maxDecimalDigits, '0')
      .replace(/0+$/, '');
    return `${this.scaled < 0n ? '-' : ''}${magnitude / unit}${fraction === '' ? '' : `.${fraction}`}`;
  }

  toJSON(): string {
    return this.toString();
  }
}
