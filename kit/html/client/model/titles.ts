import type { ShownDocument } from './document.ts';
import { isList, labelOf, linkOf } from './hal.ts';
import { asObject, asText } from './json.ts';

/** Capitalizes the first letter. */
export const capitalize = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);

/** Converts a name of a document's member or relation to words: `timeZone` → `Time zone`. */
export const toWords = (name: string): string =>
  capitalize(
    name
      .replace(/^.*:/, '')
      .replaceAll(/[_-]+/g, ' ')
      .replaceAll(/([a-z\d])([A-Z])/g, (_match, before: string, after: string) => `${before} ${after.toLowerCase()}`)
      .trim(),
  );

function lastSegment(url: string): string {
  try {
    const { pathname, host } = new URL(url);
    return decodeURIComponent(pathname.split('/').findLast((part) => part !== '') ?? host);
  } catch {
    return url;
  }
}

/** Returns the title of a document: of a list its resource's, of an item what people call it. */
export function titleOf({ body, url, status }: ShownDocument): string {
  const members = asObject(body);
  const selfTitle = linkOf(body, 'self', url)?.title;
  if (status >= 400 || status === 0) return asText(members['title']) ?? `Error ${status}`;
  if (isList(body)) return capitalize(selfTitle ?? toWords(lastSegment(url)));
  return labelOf(body) ?? selfTitle ?? toWords(lastSegment(url));
}
