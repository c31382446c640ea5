import { fieldsOf, labelOf, linkOf, linksOf, referenceRel, type Link } from './hal.ts';
import { asObject, isObject, type JsonObject } from './json.ts';

/** A column of a table of embedded documents. */
export interface Column {
  readonly name: string;
  readonly kind: 'field' | 'reference';
}

/** Returns the columns of documents: their fields, and what they refer to. The best name comes first. */
export function columnsOf(items: readonly JsonObject[]): readonly Column[] {
  const fields = new Set(items.flatMap((item) => fieldsOf(item).map(([name]) => name)));
  const references = new Set(items.flatMap((item) => Object.keys(item).flatMap((name) => referenceRel(name) ?? [])));
  const columns = [...fields].map((name): Column => ({ name, kind: 'field' }));
  return [...columns, ...[...references].map((name): Column => ({ name, kind: 'reference' }))];
}

/** Rels of links that a row needs not show: what it is part of, and its forms. */
const ownRels = ['self', 'parent', 'collection', 'edit-form', 'curies', 'up'];

/** Returns the links of a row to other documents: not those that its columns show, and not its actions. */
export function rowLinks(item: JsonObject, base: string): readonly Link[] {
  const self = linkOf(item, 'self', base)?.href ?? '';
  return linksOf(item, base).filter(
    ({ rel, href, templated }) =>
      !ownRels.includes(rel) && !templated && !(`_${rel}_ref` in item) && !(self !== '' && href.startsWith(`${self}/`)),
  );
}

/** What a cell that refers to another document shows. */
export interface Reference {
  readonly href: string | undefined;
  readonly label: string | undefined;
}

/** Returns the document that a row refers to: its link, and its label if it is embedded. */
export function referenceOf(item: JsonObject, rel: string, base: string): Reference {
  const embedded = asObject(item['_embedded'])[rel];
  return { href: linkOf(item, rel, base)?.href, label: isObject(embedded) ? labelOf(embedded) : undefined };
}
