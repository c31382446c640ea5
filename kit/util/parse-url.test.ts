import { describe, expect, it } from '@jest/globals';
import { parseUrl } from './parse-url.ts';

describe('a URL', () => {
  it('is parsed, also relative to a base', () => {
    expect(parseUrl('https://example.com/ü')?.href).toBe('https://example.com/%C3%BC');
    expect(parseUrl('/b', 'https://example.com/a')?.href).toBe('https://example.com/b');
  });

  it.each(['', '/b', 'https://', 'https://a b'])('is undefined if it is invalid: %j', (text) => {
    expect(parseUrl(text)).toBeUndefined();
  });

  it('is valid however often it has been parsed', () => {
    const parses = (text: string) => parseUrl(text) !== undefined;
    const texts = ['https://example.com/', 'https://bücher.example/'];
    expect(Array.from({ length: 20_000 }, (_, index) => texts[index % 2]!).findIndex((text) => !parses(text))).toBe(-1);
  });
});
