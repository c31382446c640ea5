import { normalizeUrl } from '../../util/normalize-url.ts';
import { define, type FieldDocumentation } from './field.ts';
import { parsedText, type ParsedText } from './parsed-text.ts';

const expected = 'must be an absolute URL, such as https://example.com/';
const pattern = '^[Hh][Tt][Tt][Pp][Ss]?://[^\\s\\/?#]\\S*$';

function parseUrl(text: string, max: number): ParsedText<string> {
  const tooLong = { message: `must have at most ${max} characters` };
  if (text.length > max) return tooLong;
  if (!new RegExp(pattern, 'u').test(text))
    return { message: 'must be an absolute http or https URL without spaces, such as https://example.com/' };
  const normalized = normalizeUrl(text);
  if (!normalized.ok) return { message: normalized.message };
  return normalized.value.length > max ? tooLong : { value: normalized.value };
}

/**
 * Declares an absolute http or https URL of at most `max` characters (2000 by default), without a username or password.
 * It is stored and shown in its normal form, so that equal URLs are equal texts: `HTTPS://Example.com:443` as
 * `https://example.com/`, `https://köln.de/ü` as `https://xn--kln-sna.de/%C3%BC`.
 */
export function url({ max = 2000, ...documentation }: FieldDocumentation<string> & { readonly max?: number }) {
  const schema = parsedText(expected, (text) => parseUrl(text, max));
  return define<string>({ ...documentation, kind: 'url', pattern, schema, bounds: { min: 1, max } });
}
