/** Preference name, in lower case → value; empty for a preference without one. */
export type PreferenceMap = ReadonlyMap<string, string>;

const word = String.raw`([!#$%&'*+.^_\`|~\w-]+)|"((?:[^"\\]|\\.)*)"`;
/** A preference or a parameter of one: `token [ BWS "=" BWS word ]`. */
const pair = new RegExp(String.raw`^[ \t]*([!#$%&'*+.^_\`|~\w-]+)(?:[ \t]*=[ \t]*(?:${word}))?[ \t]*$`);
/** Text up to a comma, or up to a semicolon, outside of quoted strings. */
const elements = /(?:[^,"]|"(?:[^"\\]|\\.)*"?)+/g;
const parts = /(?:[^;"]|"(?:[^"\\]|\\.)*"?)+/g;

/**
 * Parses `Prefer` (RFC 7240 §2). Of several preferences of one name the first counts. What follows a semicolon is a
 * parameter of the preference before it. Malformed preferences are ignored.
 *
 * @example parsePrefer('return=minimal, wait=10; foo=bar'); // Map { 'return' => 'minimal', 'wait' => '10' }
 */
export function parsePrefer(header: string | undefined): PreferenceMap {
  const preferences = new Map<string, string>();
  for (const [element] of (header ?? '').matchAll(elements)) {
    const [preference = ''] = element.match(parts) ?? [];
    const [, name, token, quoted] = pair.exec(preference) ?? [];
    if (name === undefined || preferences.has(name.toLowerCase())) continue;
    preferences.set(name.toLowerCase(), token ?? quoted?.replace(/\\(.)/g, '$1') ?? '');
  }
  return preferences;
}

/** The preferences of a request that the HAL face honours. Others are ignored, as RFC 7240 §2 requires. */
export interface Preferences {
  /** How much of the response the client wants (§4.2). */
  readonly return: 'minimal' | 'representation' | undefined;
  /** Relations to embed, as in `transclude="venue;registration.account"`. */
  readonly transclude: readonly string[];
}

/** Parses the preferences that the HAL face honours. */
export function parsePreferences(header: string | undefined): Preferences {
  if (header === undefined) return { return: undefined, transclude: [] };
  const preferences = parsePrefer(header);
  const preferred = preferences.get('return');
  const transclude = (preferences.get('transclude') ?? '').split(/[\s,;]+/).filter((relation) => relation !== '');
  return { return: preferred === 'minimal' || preferred === 'representation' ? preferred : undefined, transclude };
}
