/** Strings and comments, which are skipped, and brackets (GraphQL, October 2021, §2.1). */
const lexemes = /"""(?:\\"""|[^])*?(?:"""|$)|"(?:\\.|[^"\\\n\r])*"?|#[^\n\r]*|[[{(]|[\]})]/g;

/** Whether a document nests brackets (`{`, `[`, `(`) more than `max` levels deep, valid or not. */
export function nestsDeeper(document: string, max: number): boolean {
  // Each level takes two characters.
  if (document.length <= 2 * max) return false;
  let depth = 0;
  for (const [lexeme] of document.matchAll(lexemes)) {
    if ('[{('.includes(lexeme) && ++depth > max) return true;
    if (']})'.includes(lexeme)) depth--;
  }
  return false;
}
