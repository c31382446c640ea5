import type { ShownDocument } from '../model/document.ts';
import { embeddedOf, linkOf } from '../model/hal.ts';
import { asArray, asNumber, asObject, isObject, toText, type JsonObject } from '../model/json.ts';
import { expandTemplate, variablesOf } from '../model/uri-template.ts';
import type { Choice } from './field.ts';

/** The members of a document that are the value and its label. */
export interface OptionMembers {
  readonly valueField: string;
  readonly promptField: string;
}

/** Texts that tell more about a choice than its label, and that it is found by. */
const nameMembers = ['name', 'title', 'username'];

/** Members that tell more about a choice than its label. */
const hintMembers = [...nameMembers, 'date'];

function toChoice(document: JsonObject, { valueField, promptField }: OptionMembers): readonly Choice[] {
  const sent = document[valueField];
  if (sent === undefined || sent === null) return [];
  const label = toText(document[promptField] ?? sent);
  const hint = hintMembers.map((name) => document[name]).find((each) => typeof each === 'string' && each !== label);
  return [
    { value: toText(sent), label: hint === undefined || typeof hint !== 'string' ? label : `${label} · ${hint}`, sent },
  ];
}

/** Returns the documents of a list: embedded ones, or an array. Texts and numbers stand for themselves. */
function documentsOf(body: unknown, { valueField, promptField }: OptionMembers): readonly JsonObject[] {
  const plain = asArray(body).map((each) => (isObject(each) ? each : { [valueField]: each, [promptField]: each }));
  return plain.length > 0 ? plain : embeddedOf(body).flatMap(({ items }) => items);
}

/** Returns the choices that a list has. */
export const choicesOf = ({ body }: ShownDocument, members: OptionMembers): readonly Choice[] =>
  documentsOf(body, members).flatMap((each) => toChoice(each, members));

/** Whether a list has more documents than this page of it. */
export function hasMore({ body }: ShownDocument): boolean {
  const total = asNumber(asObject(asObject(body)['_meta'])['total']) ?? 0;
  return total > embeddedOf(body).reduce((sum, { items }) => sum + items.length, 0);
}

const mostTyped = 20;

/** Returns a pattern for texts that begin with this one, in capitals or not. */
export const prefixPattern = (typed: string): string =>
  `^${[...typed.slice(0, mostTyped)]
    .map((each) => {
      const [low, high] = [each.toLowerCase(), each.toUpperCase()];
      return low === high ? each.replaceAll(/[.*+?^${}()|[\]\\/]/g, '\\$&') : `[${high}${low}]`;
    })
    .join('')}`;

/** Returns the members of a list's documents that are searched: the label, and other names that a document has. */
function searchedMembers({ body }: ShownDocument, { promptField }: OptionMembers): readonly string[] {
  const documents = embeddedOf(body).flatMap(({ items }) => items);
  const named = nameMembers.filter((name) => documents.some((each) => typeof each[name] === 'string'));
  return [...new Set([promptField, ...named])];
}

/**
 * Returns the URL of the documents of a list whose label, or another name, begins with a text, by the list's `search`
 * link.
 */
export function searchUrl(list: ShownDocument, members: OptionMembers, typed: string): string | undefined {
  const { body, url } = list;
  const search = linkOf(body, 'search', url);
  if (search?.templated !== true || !variablesOf(search.href).includes('where')) return undefined;
  const begins = { $regex: prefixPattern(typed) };
  const conditions = searchedMembers(list, members).map((name) => ({ [name]: begins }));
  const where = JSON.stringify(conditions.length === 1 ? conditions[0] : { $or: conditions });
  return expandTemplate(search.href, { where, sort: members.promptField, max_results: '20' });
}

/** Returns the choices whose labels contain all typed words. */
export function matching(choices: readonly Choice[], typed: string): readonly Choice[] {
  const words = typed.toLowerCase().split(/\s+/).filter(Boolean);
  return choices.filter(({ label }) => words.every((word) => label.toLowerCase().includes(word)));
}
