/**
 * The maximum number of open quantifiers, which do not fix the number of repetitions (`*`, `+`, `?`, `{2,}`, `{1,9}`),
 * in one pattern. With one of them, matching takes at most the length of the text times the length of the pattern. Each
 * further one multiplies that by the length of the text, and many optional parts make it exponential.
 */
const maxOpenQuantifiers = 1;

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

/** Returns how many characters a part with this quantifier requires or names: the larger bound of `{2,9}`, else 1. */
const widthOf = (text: string): number => Math.max(1, ...(text.match(/\d+/g) ?? []).map(Number));

/** What the matching time of a pattern depends on. */
interface PatternSize {
  readonly openQuantifiers: number;
  /** The number of characters that the pattern describes, repetitions included. */
  readonly width: number;
}

/** Measures a pattern that matches the grammar. */
function measure(source: string): PatternSize {
  const quantifiers = [...source.slice(1).matchAll(parts)].map(([, text = '']) => text);
  return {
    openQuantifiers: quantifiers.filter(isOpen).length,
    width: quantifiers.map(widthOf).reduce((sum, width) => sum + width, 0),
  };
}

export type SafeRegexResult =
  { readonly ok: true; readonly value: RegExp } | { readonly ok: false; readonly message: string };

/**
 * Parses a client's regular expression. It must be anchored at the start (`^`), without groups, alternatives,
 * look-around or back-references, and with at most one open quantifier. It has at most `maxLength` characters, also
 * after its repetitions are written out. So its matching time is at most `maxLength` times the length of the text, in
 * every store (CWE-1333).
 */
export function safeRegex(source: unknown, maxLength: number): SafeRegexResult {
  const reject = (message: string): SafeRegexResult => ({ ok: false, message });
  if (typeof source !== 'string') return reject('a pattern must be text');
  if (source.length > maxLength) return reject(`a pattern can have at most ${maxLength} characters`);
  if (!source.startsWith('^')) return reject('a pattern must be anchored: it must start with ^');
  if (!grammar.test(source))
    return reject('a pattern can have characters, classes and quantifiers, but no groups or alternatives');
  const { openQuantifiers, width } = measure(source);
  if (openQuantifiers > maxOpenQuantifiers)
    return reject(
      `a pattern can have at most ${maxOpenQuantifiers} open quantifier (such as * + ? {2,9}), not ${openQuantifiers}; repeat a fixed number of times ({3}), or use several conditions`,
    );
  if (width > maxLength)
    return reject(`a pattern can describe at most ${maxLength} characters, not ${width}; lower its repetition counts`);
  try {
    return { ok: true, value: new RegExp(source) };
  } catch {
    return reject('the pattern is not a valid regular expression');
  }
}
