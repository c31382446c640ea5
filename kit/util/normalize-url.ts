import { parseUrl } from './parse-url.ts';

/** A URL in its normal form, or why a text is none. */
export type NormalizedUrl =
  { readonly ok: true; readonly value: string } | { readonly ok: false; readonly message: string };

const invalid = (message: string): NormalizedUrl => ({ ok: false, message });

/** The characters of a host (RFC 3986 §3.2.2): a registered name or an IPv4 address, or an IPv6 address in brackets. */
const host = /^(?:[\w.~!$&'()*+,;=-]+|\[[\da-f:.]+\])$/i;

/** A label without the rest of an A-label (RFC 5890 §2.3.2.1), which some versions of Node.js accept. */
const emptyALabel = /(?:^|\.)xn--(?:\.|$)/;

/** Encodes the characters that browsers leave as they are, and that RFC 3986 allows in no path, query or fragment. */
const encodeRest = (part: string): string =>
  part.replace(/%(?![\da-f]{2})/gi, '%25').replace(/[^\w\-.~!$&'()*+,;=:@/?%]/g, encodeURIComponent);

/**
 * Normalizes an absolute URL with an authority: parses it as browsers do (WHATWG URL Standard), and percent-encodes
 * what they leave that is not valid in a URI (RFC 3986).
 */
export function normalizeUrl(text: string): NormalizedUrl {
  const url = parseUrl(text);
  if (url === undefined) return invalid('must be a URL with a valid host and port');
  if (url.username !== '' || url.password !== '')
    return invalid('must not have a username or a password (RFC 9110, section 4.2.4)');
  if (!host.test(url.hostname) || emptyALabel.test(url.hostname)) return invalid('must be a URL with a valid host');
  const [path = '', ...fragment] = url.href.slice(url.origin.length).split('#');
  const hash = fragment.length === 0 ? '' : `#${encodeRest(fragment.join('#'))}`;
  return { ok: true, value: url.origin + encodeRest(path) + hash };
}
