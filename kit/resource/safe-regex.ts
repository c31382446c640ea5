/**
 * Quantifiers that leave open how often (`*`, `+`, `?`, `{2,}`, `{1,9}`) in one pattern: matching is at most quadratic in
 * the text. Each more would make it a power higher, and many optional ones exponential.
 */
export const maxOpenQuantifiers = 2;

/**
 * What ECMAScript and PCRE, which MongoDB has, read alike: no NUL; in a class no bracket but an escaped one, since `[:`
 * begins something there, and a hyphen between two characters or at an end.
 */
const escape = String.raw`\\[dDwWsS!-/:-@[-\x60{-~]`;
const inClass = String.raw`(?:${escape}|[^\\[\]\-\0](?:-[^\\[\]\-\0])?)`;
const atom = String.raw`(?:${escape}|\.|\[(?!\^\])\^?(?:-?${inClass}+-?|-)\]|[^\\.*+?()[\]{}|^$\0])`;
const quantifier = String.raw`(?:[*+?]|\{\d{1,3}(?:,\d{0,3})?\})?`;
const grammar = new RegExp(String.raw`^\^(?:${atom}${quantifier})*\$?$`, 'u');
const parts = new RegExp(`${atom}(${quantifier})`, 'gu');

const isOpen = (written: string): boolean => written !== '' && (!written.startsWith('{') || written.includes(','));

/** How many parts of a pattern of the grammar leave open how often they come. */
const openQuantifiers = (source: string): number =>
  [...source.slice(1).matchAll(parts)].filter(([, written = '']) => isOpen(written)).length;

export type SafeRegexResult =
  { readonly ok: true; readonly value: RegExp } | { readonly ok: false; readonly fault: string };

/**
 * A regular expression from outside: anchored at the start (`^`), of bounded length, without groups, alternatives or
 * back-references, so that it cannot be made to take exponential time (CWE-1333).
 */
export function safeRegex(source: unknown, maxLength: number): SafeRegexResult {
  const refuse = (fault: string): SafeRegexResult => ({ ok: false, fault });
  if (typeof source !== 'string') return refuse('a pattern is text');
  if (source.length > maxLength) return refuse(`a pattern has at most ${maxLength} characters`);
  if (!source.startsWith('^')) return refuse('a pattern is anchored: it begins with ^');
  if (!grammar.test(source))
    return refuse('a pattern has characters, classes and quantifiers, but no groups and no alternatives');
  if (openQuantifiers(source) > maxOpenQuantifiers)
    return refuse(`a pattern has at most ${maxOpenQuantifiers} quantifiers that leave open how often (* + ? {2,9})`);
  try {
    return { ok: true, value: new RegExp(source) };
  } catch {
    return refuse('the pattern is not a regular expression');
  }
}
