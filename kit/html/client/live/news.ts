import type { ShownDocument } from '../model/document.ts';
import { embeddedOf, fieldsOf, isList } from '../model/hal.ts';
import { asObject, toText, type JsonObject } from '../model/json.ts';
import { toWords } from '../model/titles.ts';

/** What is different in a document since it was shown: names of its fields, or IDs of its items. */
export interface News {
  readonly changed: ReadonlySet<string>;
  readonly added: ReadonlySet<string>;
  readonly removed: ReadonlySet<string>;
}

export const noNews: News = { changed: new Set(), added: new Set(), removed: new Set() };

type Members = ReadonlyMap<string, string>;

/** Returns what a change of can be seen: the versions of items by their IDs, or the values of fields by their names. */
function membersOf({ body }: ShownDocument): Members {
  const versions = (items: readonly JsonObject[]) =>
    items.map(({ _id, _etag }): [string, string] => [toText(_id), toText(_etag)]);
  const references = Object.entries(asObject(body)).filter(([name]) => /^_.+_ref$/.test(name));
  return new Map(
    isList(body)
      ? embeddedOf(body).flatMap(({ items }) => versions(items))
      : [...fieldsOf(body), ...references].map(([name, value]) => [name, toText(value)]),
  );
}

/** Compares what was shown with what is shown now. */
export function newsBetween(before: ShownDocument, after: ShownDocument): News {
  const [old, now] = [membersOf(before), membersOf(after)];
  const names = [...now.keys()];
  return {
    added: new Set(names.filter((name) => !old.has(name))),
    changed: new Set(names.filter((name) => old.has(name) && old.get(name) !== now.get(name))),
    removed: new Set([...old.keys()].filter((name) => !now.has(name))),
  };
}

const union = (one: ReadonlySet<string>, other: ReadonlySet<string>): ReadonlySet<string> =>
  new Set([...one, ...other]);

/** Puts news together. */
export const mergeNews = (one: News, other: News): News => ({
  changed: union(one.changed, other.changed),
  added: union(one.added, other.added),
  removed: union(one.removed, other.removed),
});

/** The most fields that a message names. */
const mostNames = 3;

/** Returns news as a message; empty if there are none. */
export function describeNews({ changed, added, removed }: News, { body }: ShownDocument): string {
  if (isList(body)) {
    const counts = Object.entries({ added, changed, removed }).filter(([, { size }]) => size > 0);
    return counts.map(([word, { size }]) => `${size} ${word}`).join(', ');
  }
  const names = [...changed, ...added, ...removed].map((name) => toWords(name.replace(/^_(.+)_ref$/, '$1')));
  if (names.length === 0) return '';
  const more = names.length - mostNames;
  return `Changed: ${names.slice(0, mostNames).join(', ')}${more > 0 ? `, and ${more} more` : ''}`;
}
