/**
 * The maximum number of open quantifiers, which do not fix the number of repetitions (`*`, `+`, `?`, `{2,}`, `{1,9}`),
 * in one pattern. With two of them, matching time is at most quadratic in the length of the text. Each further one
 * raises the power by one, and many optional parts make it exponential.
 */
const maxOpenQuantifiers = 2;

/**
 * The grammar that ECMAScript and PCRE (MongoDB's dialect) interpret identically: no NUL; in a class, brackets only if
 * escaped, since PCRE gives `[:` a meaning, and hyphens only between two characters or at an end.
 */
const escape = String.raw`\\[dDwWsS!-/:-@[-\x60{-~]`;
const inClass = String.raw`(?:${escape}|[^\\[\]\-\0](?:-[^\\[\]\-\0])?)`;
const atom = String.raw`(?:${escape}|\.|\[(?!\^\])\^?(?:-?${inClass}+-?|-)\]|[^\\.*+?()[\]{}|^$\0])`;
const quantifier = String.raw`(?:[*+?]|\{\d{1,3}(?:,\d{0,3})?\})?`;
const grammar = new RegExp(String.raw`^\^(?:${atom}${quantifier})*\$?$`, 'u');
const parts = new RegExp(`${atom}(${quantifier})`, 'gu');

const isOpen = (text: string): boolean => text !== '' && (!text.startsWith('{') || text.includes(','));

/** Counts the open quantifiers of a pattern that matches the grammar. */
const openQuantifiers = (source: string): number =>
  [...source.slice(1).matchAll(parts)].filter(([, text = '']) => isOpen(text)).length;

export type SafeRegexResult =
  { readonly ok: true; readonly value: RegExp } | { readonly ok: false; readonly message: string };

/**
 * Parses a client's regular expression. It must be anchored at the start (`^`) and of bounded length, without groups,
 * alternatives or back-references, so that its matching time cannot be exponential (CWE-1333).
 */
export function safeRegex(source: unknown, maxLength: number): SafeRegexResult {
  const reject = (message: string): SafeRegexResult => ({ ok: false, message });
  if (typeof source !== 'string') return reject('a pattern must be text');
  if (source.length > maxLength) return reject(`a pattern can have at most ${maxLength} characters`);
  if (!source.startsWith('^')) return reject('a pattern must be anchored: it must start with ^');
  if (!grammar.test(source))
    return reject('a pattern can have characters, classes and quantifiers, but no groups or alternatives');
  if (openQuantifiers(source) > maxOpenQuantifiers)
    return reject(`a pattern can have at most ${maxOpenQuantifiers} open quantifiers (such as * + ? {2,9})`);
  try {
    return { ok: true, value: new RegExp(source) };
  } catch {
    return reject('the pattern is not a valid regular expression');
  }
}
