/** What a request prefers (RFC 7240): how much of the answer it wants back, and what is to be embedded. */
export interface Preferences {
  /** §4.2; the last one counts. */
  readonly return: 'minimal' | 'representation' | undefined;
  /** Relations to embed, as HAL clients ask for them. */
  readonly transclude: readonly string[];
}

const preference = /([a-z-]+)\s*(?:=\s*(?:"((?:[^"\\]|\\.)*)"|([^\s,;]*)))?/gi;

/** Reads `Prefer`; what is unknown or malformed is ignored, as §2 asks. */
export function readPreferences(header: string | undefined): Preferences {
  const read = { return: undefined as Preferences['return'], transclude: [] as string[] };
  for (const [, name = '', quoted, bare] of (header ?? '').matchAll(preference)) {
    const value = quoted ?? bare ?? '';
    if (name.toLowerCase() === 'return' && (value === 'minimal' || value === 'representation')) read.return = value;
    if (name.toLowerCase() === 'transclude')
      read.transclude.push(...value.split(/[\s,;]+/).filter((each) => each !== ''));
  }
  return read;
}
