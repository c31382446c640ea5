import { describe, expect, it } from '@jest/globals';
import { maxKeyLength, parseIdempotencyKey } from './idempotency-key.ts';

describe('an Idempotency-Key', () => {
  it.each([
    [undefined, undefined],
    ['"8e03978e-40d5-43dd-bc93-6894a57f9324"', '8e03978e-40d5-43dd-bc93-6894a57f9324'],
    [' bare ', 'bare'],
    ['"with \\"quotes\\" and \\\\"', 'with "quotes" and \\'],
    ['\t"in white space" ', 'in white space'],
    ['"with parameters";v=1', 'with parameters'],
    ['"not closed', '"not closed'],
    ['"closed" too early', '"closed" too early'],
    ['"a\\b"', '"a\\b"'],
    ['?1', '?1'],
    [':c3Rhcmxpbmc=:', ':c3Rhcmxpbmc=:'],
    ['x'.repeat(maxKeyLength), 'x'.repeat(maxKeyLength)],
  ])('%s parses to %s', (header, key) => expect(parseIdempotencyKey(header)).toEqual({ key }));

  it.each(['', '""', 'x'.repeat(maxKeyLength + 1), 'ä', 'a\tb', '"ä"', '"a\tb"'])('%j is rejected', (header) =>
    expect(parseIdempotencyKey(header)).toEqual({ fault: expect.stringContaining(String(maxKeyLength)) }),
  );
});
