/** The preferences of a request (RFC 7240) that the HAL face honours. */
export interface Preferences {
  /** How much of the response the client wants (§4.2); the last occurrence counts. */
  readonly return: 'minimal' | 'representation' | undefined;
  /** Relations to embed, as in `transclude="venue;registration.account"`. */
  readonly transclude: readonly string[];
}

const preference = /([a-z-]+)\s*(?:=\s*(?:"((?:[^"\\]|\\.)*)"|([^\s,;]*)))?/gi;

/** Parses `Prefer`. Unknown and malformed preferences are ignored, as RFC 7240 §2 requires. */
export function parsePreferences(header: string | undefined): Preferences {
  const preferences = { return: undefined as Preferences['return'], transclude: [] as string[] };
  for (const [, name = '', quoted, bare] of (header ?? '').matchAll(preference)) {
    const value = quoted ?? bare ?? '';
    if (name.toLowerCase() === 'return' && (value === 'minimal' || value === 'representation'))
      preferences.return = value;
    if (name.toLowerCase() === 'transclude')
      preferences.transclude.push(...value.split(/[\s,;]+/).filter((relation) => relation !== ''));
  }
  return preferences;
}
