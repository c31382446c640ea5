import { parseItem } from 'structured-headers';

/** The maximum number of characters in an `Idempotency-Key`. */
export const maxKeyLength = 200;

/** Parses an sf-string (RFC 9651 §3.3.3) and ignores its parameters. Returns undefined when it is malformed. */
function parseSfString(text: string): string | undefined {
  try {
    const [value] = parseItem(text);
    return typeof value === 'string' ? value : undefined;
  } catch {
    return undefined;
  }
}

/**
 * Parses an `Idempotency-Key` header (draft-ietf-httpapi-idempotency-key-header-07 §2.1): an sf-string. Many clients
 * omit the quotes, so any other text is taken as the key itself. `key` is undefined without the header; `fault` says
 * what is wrong with a malformed one.
 */
export function parseIdempotencyKey(
  header: string | undefined,
): { readonly key: string | undefined } | { readonly fault: string } {
  if (header === undefined) return { key: undefined };
  const text = header.trim();
  const key = (text.startsWith('"') ? parseSfString(text) : undefined) ?? text;
  const isValid = key.length >= 1 && key.length <= maxKeyLength && /^[\x20-\x7e]+$/.test(key);
  return isValid ? { key } : { fault: `Idempotency-Key must be 1 to ${maxKeyLength} printable ASCII characters` };
}
