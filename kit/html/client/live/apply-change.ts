import type { ShownDocument } from '../model/document.ts';
import { embeddedOf, isList, linkOf } from '../model/hal.ts';
import { asNumber, asObject, asText, type JsonObject } from '../model/json.ts';
import type { ChangeMessage } from '../net/changes.ts';

export type Change = Extract<ChangeMessage, { readonly document: JsonObject }>;

/** What a change makes of the document on the page. `unclear`: only reading it again tells. */
export type Applied =
  | { readonly kind: 'updated'; readonly document: ShownDocument }
  | { readonly kind: 'removed' | 'unchanged' | 'unclear' };

const unclear: Applied = { kind: 'unclear' };
const unchanged: Applied = { kind: 'unchanged' };

/** Returns the URL of the changes of a document; undefined if it has none. */
export const changesUrl = ({ body, url, status }: ShownDocument): string | undefined => {
  const rel = Object.keys(asObject(asObject(body)['_links'])).find((each) => /(^|:)changes$/.test(each));
  return status !== 200 || rel === undefined ? undefined : linkOf(body, rel, url)?.href;
};

/** The entity tag of the response is that of a representation which is not shown any more. */
const withBody = (document: ShownDocument, body: JsonObject): Applied => {
  const headers = Object.fromEntries(Object.entries(document.headers).filter(([name]) => name !== 'etag'));
  return { kind: 'updated', document: { ...document, headers, body } };
};

/** Whether a version of a document is the one that is shown, or an older one. */
function isKnown(shown: JsonObject, next: JsonObject): boolean {
  const [before, after] = [shown, next].map(({ _updated }) => asText(_updated));
  const isSame = shown['_etag'] !== undefined && shown['_etag'] === next['_etag'];
  return isSame || (before !== undefined && after !== undefined && after < before);
}

function applyToItem(shown: ShownDocument, { kind, document }: Change): Applied {
  const body = asObject(shown.body);
  if (body['_id'] !== document['_id']) return unchanged;
  if (kind === 'removed') return { kind };
  if (isKnown(body, document)) return unchanged;
  // A query can choose other members than the stream has.
  return new URL(shown.url).search === '' ? withBody(shown, document) : unclear;
}

interface List {
  readonly shown: ShownDocument;
  readonly rel: string;
  readonly items: readonly JsonObject[];
  readonly size: number;
  readonly total: number;
}

function withItems({ shown, rel, total }: List, items: readonly JsonObject[], added: number): Applied {
  const body = asObject(shown.body);
  const meta = { ...asObject(body['_meta']), total: total + added };
  return withBody(shown, { ...body, _meta: meta, _embedded: { ...asObject(body['_embedded']), [rel]: items } });
}

const isWhole = ({ items, total }: List): boolean => total <= items.length;

function removeFrom(list: List, id: unknown): Applied {
  // The item that moves up from the next page is not there yet.
  if (!isWhole(list)) return unclear;
  const items = list.items.filter(({ _id }) => _id !== id);
  return items.length === list.items.length ? unchanged : withItems(list, items, -1);
}

function applyToList(list: List, { kind, document }: Change): Applied {
  const { shown, items, size } = list;
  if (kind === 'removed') return removeFrom(list, document['_id']);
  const known = items.find(({ _id }) => _id === document['_id']);
  if (known !== undefined && isKnown(known, document)) return unchanged;
  const { searchParams } = new URL(shown.url);
  // Whether it still matches, and where it belongs, is the service's to say.
  if (searchParams.has('where') || searchParams.has('sort')) return unclear;
  const replace = (each: JsonObject): JsonObject => (each === known ? document : each);
  if (known !== undefined) return withItems(list, items.map(replace), 0);
  if (kind === 'changed') return unchanged;
  return isWhole(list) && items.length < size ? withItems(list, [...items, document], 1) : unclear;
}

/** Returns what a change makes of the document on the page. */
export function applyChange(shown: ShownDocument, change: Change): Applied {
  if (!isList(shown.body)) return applyToItem(shown, change);
  const [embedded, ...others] = embeddedOf(shown.body);
  if (embedded === undefined || others.length > 0) return unclear;
  const meta = asObject(asObject(shown.body)['_meta']);
  const [size = 0, total = 0] = ['max_results', 'total'].map((name) => asNumber(meta[name]));
  return applyToList({ shown, rel: embedded.rel, items: embedded.items, size, total }, change);
}
