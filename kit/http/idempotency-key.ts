/** Characters of an `Idempotency-Key`. */
export const longestKey = 200;

/**
 * The key of an `Idempotency-Key` header (draft-ietf-httpapi-idempotency-key-header-07 §2.1): a string in double quotes
 * (RFC 9651 §3.3.3); many clients leave the quotes out. Undefined without the header; `fault` when it is none.
 */
export function parseIdempotencyKey(
  header: string | undefined,
): { readonly key: string | undefined } | { readonly fault: string } {
  if (header === undefined) return { key: undefined };
  const key = /^\s*"((?:[^"\\]|\\["\\])*)"\s*$/.exec(header)?.[1]?.replace(/\\(["\\])/g, '$1') ?? header.trim();
  const isGood = key.length >= 1 && key.length <= longestKey && /^[\x20-\x7e]+$/.test(key);
  return isGood ? { key } : { fault: `Idempotency-Key: it is to be from 1 to ${longestKey} printable characters` };
}
