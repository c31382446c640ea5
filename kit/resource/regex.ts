/** Quantifiers without an upper bound (`*`, `+`, `{2,}`) in one pattern: matching is at most quadratic in the text. */
export const maxOpenQuantifiers = 2;

const atom = String.raw`(?:\\[dDwWsS]|\\[^a-zA-Z0-9\s]|\.|\[\^?(?:\\.|[^\]\\])+\]|[^\\.*+?()[\]{}|^$])`;
const quantifier = String.raw`(?:[*+?]|\{\d{1,3}(?:,\d{0,3})?\})?`;
const grammar = new RegExp(String.raw`^\^(?:${atom}${quantifier})*\$?$`, 'u');
const open = /(?<!\\)[*+]|\{\d+,\}/g;

export type Pattern = { readonly ok: true; readonly value: RegExp } | { readonly ok: false; readonly fault: string };

/**
 * A regular expression from outside: anchored at the start (`^`), of bounded length, without groups, alternatives or
 * back-references, so that it cannot be made to take exponential time (CWE-1333).
 */
export function safeRegex(source: unknown, maxLength: number): Pattern {
  const refuse = (fault: string): Pattern => ({ ok: false, fault });
  if (typeof source !== 'string') return refuse('a pattern is text');
  if (source.length > maxLength) return refuse(`a pattern has at most ${maxLength} characters`);
  if (!source.startsWith('^')) return refuse('a pattern is anchored: it begins with ^');
  if (!grammar.test(source))
    return refuse('a pattern has characters, classes and quantifiers, but no groups and no alternatives');
  if ((source.match(open)?.length ?? 0) > maxOpenQuantifiers)
    return refuse(`a pattern has at most ${maxOpenQuantifiers} open quantifiers (* or +)`);
  try {
    return { ok: true, value: new RegExp(source) };
  } catch {
    return refuse('the pattern is not a regular expression');
  }
}
