import { describe, expect, it } from '@jest/globals';
import { nestsDeeper } from './bracket-depth.ts';

const nested = (levels: number, inside = 'a') => `{${'...{'.repeat(levels - 1)}${inside}${'}'.repeat(levels)}`;

describe('the depth of brackets', () => {
  it('counts those of selections, values and arguments together', () => {
    expect([nestsDeeper(nested(10), 10), nestsDeeper(nested(11), 10)]).toEqual([false, true]);
    const values = `a(b: ${'[{c: '.repeat(4)}1${'}]'.repeat(4)})`;
    expect([nestsDeeper(nested(1, values), 10), nestsDeeper(nested(2, values), 10)]).toEqual([false, true]);
    expect(nestsDeeper(nested(10) + nested(10), 10)).toBe(false);
  });

  it.each([
    ['in strings', `{ a(b: "${'{'.repeat(50)} \\" ${'{'.repeat(50)}") }`, false],
    ['in block strings', `{ a(b: """${'{'.repeat(50)} " \\""" ${'{'.repeat(50)}""") }`, false],
    ['in comments', `# ${'{'.repeat(50)}\n{ a }`, false],
    ['after a string', `{ a(b: "") ${nested(50)} }`, true],
    ['after a comment', `# "\n${nested(50)}`, true],
    ['without an end', '{'.repeat(50), true],
  ])('%s', (_title, document, isDeeper) => expect(nestsDeeper(document, 20)).toBe(isDeeper));

  it('takes time by the length of the document only', () => {
    for (const hostile of ['"\\'.repeat(200_000), '"""\\"'.repeat(100_000), '#'.repeat(400_000), '"\n'.repeat(200_000)])
      expect(nestsDeeper(hostile, 250)).toBe(false);
  });
});
