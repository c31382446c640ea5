import { parseItem } from 'structured-headers';

/** The most characters of an `Idempotency-Key`. */
export const longestKey = 200;

/** The value of an sf-string (RFC 9651 §3.3.3); its parameters are ignored. Undefined when it cannot be parsed. */
function parseString(text: string): string | undefined {
  try {
    const [value] = parseItem(text);
    return typeof value === 'string' ? value : undefined;
  } catch {
    return undefined;
  }
}

/**
 * Reads an `Idempotency-Key` header (draft-ietf-httpapi-idempotency-key-header-07 §2.1): an sf-string. Many clients omit
 * the quotes, so any other text is taken as the key itself. `key` is undefined without the header.
 */
export function parseIdempotencyKey(
  header: string | undefined,
): { readonly key: string | undefined } | { readonly fault: string } {
  if (header === undefined) return { key: undefined };
  const text = header.trim();
  const key = (text.startsWith('"') ? parseString(text) : undefined) ?? text;
  const isGood = key.length >= 1 && key.length <= longestKey && /^[\x20-\x7e]+$/.test(key);
  return isGood ? { key } : { fault: `Idempotency-Key: it is to be from 1 to ${longestKey} printable characters` };
}
