/**
 * Parses an absolute URL, or a reference relative to a base (WHATWG URL Standard); undefined if it is invalid. It
 * replaces `URL.canParse`: on Node.js 20 that starts to reject valid URLs with letters such as ü once V8 optimizes it.
 */
export function parseUrl(text: string, base?: string): URL | undefined {
  try {
    return new URL(text, base);
  } catch {
    return undefined;
  }
}
