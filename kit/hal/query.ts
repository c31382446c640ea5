import type { Filter, Sort } from '../store/port.ts';
import { parseFilter, type FilterDialect } from '../resource/filter.ts';
import { fail, succeed, type Outcome } from '../resource/problems.ts';
import { malformed } from '../resource/common-problems.ts';
import type { Limits } from '../resource/limits.ts';
import { isOrdered } from '../resource/properties.ts';
import { isObject } from '../util/is-object.ts';
import { parseJson } from '../util/parse-json.ts';

/** What `max_results` is when it is not given, and the most it can be; larger is taken as the most. */
export const defaultMaxResults = 1000;
export const maxResultsLimit = 3000;

/** The parameters of a collection's URL, parsed. */
export interface ListParameters {
  readonly filter: Filter;
  readonly sort: Sort;
  readonly page: number;
  readonly maxResults: number;
}

export type QueryParameters = Readonly<Record<string, string | readonly string[] | undefined>>;

const last = (value: string | readonly string[] | undefined): string | undefined =>
  typeof value === 'string' ? value : value?.at(-1);

/** Reads `where`: JSON, by the whitelist of the dialect. */
export function parseWhere(text: string | undefined, dialect: FilterDialect): Outcome<Filter> {
  if (text === undefined || text === '') return succeed({});
  const input = parseJson(text);
  if (input === undefined) return fail(malformed('where: it is to be a JSON object, such as {"name":"All Hands"}'));
  const parsed = parseFilter(input, dialect);
  return parsed.ok ? parsed : fail(malformed(`where: ${parsed.problem.detail}`));
}

function readSort(text: string | undefined, { properties }: FilterDialect): Outcome<Sort> {
  const sort: [string, 1 | -1][] = [];
  for (const key of (text ?? '').split(',').filter((part) => part !== '')) {
    const name = key.replace(/^-/, '');
    const property = properties.get(name);
    if (property === undefined || !isOrdered(property))
      return fail(malformed(`sort: ${JSON.stringify(name)} is nothing to sort by; ${sortable(properties)}`));
    sort.push([property.name, key.startsWith('-') ? -1 : 1]);
  }
  return succeed(sort);
}

const sortable = (properties: FilterDialect['properties']): string =>
  `these are: ${[...properties]
    .filter(([, property]) => isOrdered(property))
    .map(([name]) => name)
    .join(', ')}`;

function readNumber(name: string, text: string | undefined, fallback: number): Outcome<number> {
  if (text === undefined || text === '') return succeed(fallback);
  const value = /^\d{1,9}$/.test(text) ? Number(text) : 0;
  return value < 1 ? fail(malformed(`${name}: it is to be a whole number from 1`)) : succeed(value);
}

/** Reads `where`, `sort`, `page` and `max_results`. The first that cannot be read is the problem. */
export function parseListQuery(parameters: QueryParameters, dialect: FilterDialect): Outcome<ListParameters> {
  const filter = parseWhere(last(parameters['where']), dialect);
  if (!filter.ok) return filter;
  const sort = readSort(last(parameters['sort']), dialect);
  if (!sort.ok) return sort;
  const page = readNumber('page', last(parameters['page']), 1);
  if (!page.ok) return page;
  const maxResults = readNumber('max_results', last(parameters['max_results']), defaultMaxResults);
  if (!maxResults.ok) return maxResults;
  return succeed({
    filter: filter.value,
    sort: sort.value,
    page: page.value,
    maxResults: Math.min(maxResults.value, maxResultsLimit),
  });
}

/** Relation → what is to be embedded below it: `embed=registration.account` → `registration` → [`account`]. */
export type Embeds = ReadonlyMap<string, readonly string[]>;

/** Reads `embed`, which may be repeated and may list several, against the relations that there are. */
export function parseEmbeds(
  parameters: QueryParameters,
  { relations, limits }: { readonly relations: readonly string[]; readonly limits: Limits },
): Outcome<Embeds> {
  const values = [parameters['embed'] ?? []]
    .flat()
    .flatMap((value) => value.split(','))
    .filter((value) => value !== '');
  if (values.length > limits.embeds)
    return fail(malformed(`embed: at most ${limits.embeds} are embedded, not ${values.length}`));
  const deepest = values.find((value) => value.split('.').length > limits.embedDepth);
  if (deepest !== undefined)
    return fail(malformed(`embed: ${JSON.stringify(deepest)} is deeper than ${limits.embedDepth}`));
  const embeds = new Map<string, string[]>();
  for (const value of values) {
    const [relation = '', ...below] = value.split('.');
    if (!relations.includes(relation))
      return fail(
        malformed(
          `embed: ${JSON.stringify(relation)} is no relation here; these are: ${relations.join(', ') || 'none'}`,
        ),
      );
    embeds.set(relation, [...(embeds.get(relation) ?? []), ...(below.length > 0 ? [below.join('.')] : [])]);
  }
  return succeed(embeds);
}

/** The members of a document that are wanted, by name; all when undefined. Metadata and links are always there. */
export type Projection = ReadonlySet<string> | undefined;

/** Members that are there whatever is wanted: they may be named among those that are. */
const alwaysShown = ['_id', '_created', '_updated', '_etag', '_links'];

/**
 * Reads `projection`: names (`name,capacity`), or JSON that says which are wanted (`{"name":1}`) or not (`{"name":0}`).
 */
export function parseProjection(parameters: QueryParameters, names: readonly string[]): Outcome<Projection> {
  const text = last(parameters['projection']);
  if (text === undefined || text === '') return succeed(undefined);
  const parsed = text.startsWith('{') ? readFlags(text) : new Map(text.split(',').map((name) => [name.trim(), true]));
  if (parsed === undefined)
    return fail(malformed('projection: it is to be names, such as name,capacity, or JSON, such as {"name":1}'));
  const known = (name: string, isWanted: boolean): boolean =>
    names.includes(name) || (isWanted && alwaysShown.includes(name));
  const [unknown] = [...parsed].find(([name, isWanted]) => !known(name, isWanted)) ?? [];
  if (unknown !== undefined)
    return fail(malformed(`projection: ${JSON.stringify(unknown)} is unknown; these are: ${names.join(', ')}`));
  const [flag = true] = parsed.values();
  if ([...parsed.values()].some((each) => each !== flag))
    return fail(malformed('projection: say either what is wanted (1) or what is not (0)'));
  return succeed(new Set(flag ? parsed.keys() : names.filter((name) => !parsed.has(name))));
}

function readFlags(text: string): ReadonlyMap<string, boolean> | undefined {
  const parsed = parseJson(text);
  if (!isObject(parsed)) return undefined;
  const flags = Object.entries(parsed);
  const isGood = flags.every(([, flag]) => flag === 0 || flag === 1 || typeof flag === 'boolean');
  return isGood ? new Map(flags.map(([name, flag]) => [name, flag === 1 || flag === true])) : undefined;
}

/** A parameter that is on when it is there, unless it says `false` or `0`. */
export function parseFlag(parameters: QueryParameters, name: string): boolean {
  const text = last(parameters[name]);
  return text !== undefined && text !== 'false' && text !== '0';
}
