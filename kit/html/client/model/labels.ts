import type { ShownDocument } from './document.ts';
import { embeddedOf, isList, labelOf, linkOf, referenceRel } from './hal.ts';
import { asObject, isObject, type JsonObject } from './json.ts';

/** Longer lists show no names of what they refer to: their services would have to read too much. */
const mostItems = 150;

/** Returns the documents that have references: the items of a list, or the document itself. */
const referring = ({ body }: ShownDocument): readonly JsonObject[] =>
  isList(body) ? embeddedOf(body).flatMap(({ items }) => items) : isObject(body) ? [body] : [];

/** A reference to a document whose name is not known. */
export interface Unnamed {
  readonly rel: string;
  readonly href: string;
}

/** Returns the references whose names a document does not have, each once, without those that were asked for. */
export function missingLabels(document: ShownDocument, asked: ReadonlySet<string>): readonly Unnamed[] {
  const documents = referring(document);
  if (document.status !== 200 || documents.length > mostItems) return [];
  const unnamed = documents.flatMap((each) =>
    Object.keys(each).flatMap((member): readonly [string, string][] => {
      const rel = referenceRel(member);
      if (rel === undefined || rel in asObject(each['_embedded'])) return [];
      const href = linkOf(each, rel, document.url)?.href;
      return href === undefined || asked.has(href) ? [] : [[href, rel]];
    }),
  );
  return [...new Map(unnamed)].map(([href, rel]) => ({ href, rel }));
}

/** Returns the names of embedded documents, by the URLs of the links to them. */
export function readLabels(document: ShownDocument): ReadonlyMap<string, string> {
  const labels = referring(document).flatMap((each) =>
    embeddedOf(each).flatMap(({ rel, items: [item], isSingle }): readonly (readonly [string, string])[] => {
      const href = linkOf(each, rel, document.url)?.href;
      const label = labelOf(item);
      return !isSingle || href === undefined || label === undefined ? [] : [[href, label]];
    }),
  );
  return new Map(labels);
}
