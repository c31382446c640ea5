import { fieldsOf } from './hal.ts';
import type { JsonObject } from './json.ts';
import type { ListQuery, Operator } from './list-query.ts';
import { isDuration, kindOf } from './values.ts';

/** What the fields of a list are known from. */
export interface FilterSource {
  readonly query: ListQuery;
  readonly items: readonly JsonObject[];
  /** The titles of fields, as the list's forms have them. */
  readonly titles: ReadonlyMap<string, string>;
}

/** Returns the fields by which a list can be filtered: those of its items and of its forms. */
export const filterable = ({ items, titles, query }: FilterSource): readonly string[] => {
  const names = [
    ...items.flatMap((item) => fieldsOf(item).map(([name]) => name)),
    ...titles.keys(),
    ...query.conditions.map(({ field }) => field),
  ];
  return [...new Set(names)].filter((name) => name !== '' && !items.some((item) => `_${name}_ref` in item));
};

/** Returns the operators for the values of a field, and the input for one. */
export function choicesFor(
  field: string,
  items: readonly JsonObject[],
): { readonly type: string; readonly names: readonly Operator[] } {
  const value = items.map((item) => item[field]).find((each) => each !== null && each !== undefined);
  if (typeof value === 'number') return { type: 'number', names: ['is', 'from', 'until'] };
  if (typeof value !== 'string') return { type: 'text', names: ['is', 'begins'] };
  const kind = kindOf(value);
  if (kind === 'date' || kind === 'time') return { type: kind, names: ['is', 'from', 'until'] };
  return { type: 'text', names: isDuration(value) ? ['is'] : ['begins', 'is'] };
}
