import type { Filter, Sort } from '../store/port.ts';
import { decodeCursor, type CursorPosition } from '../resource/cursor.ts';
import type { Definition } from '../resource/definition/definition.ts';
import { parseFilter, type FilterDialect } from '../resource/filter.ts';
import { totalOrder } from '../resource/operations/list.ts';
import { fail, succeed, type Outcome } from '../resource/problems.ts';
import { malformed } from '../resource/common-problems.ts';
import type { Limits } from '../resource/limits.ts';
import { isOrdered } from '../resource/properties.ts';
import { parseJsonText } from '../http/json-text.ts';
import { isObject } from '../util/is-object.ts';
import { parseJson } from '../util/parse-json.ts';

/** The default and the maximum of `max_results`. Larger values are reduced to the maximum. */
const defaultMaxResults = 1000;
export const maxResultsLimit = 3000;

/** The parsed query parameters of a list. */
export interface ListParameters {
  readonly filter: Filter;
  readonly sort: Sort;
  readonly page: number;
  readonly maxResults: number;
}

/** Query parameters as Express parses them: an array when a parameter is repeated. */
export type QueryParameters = Readonly<Record<string, string | readonly string[] | undefined>>;

/** Returns the last occurrence of a parameter. */
const last = (value: string | readonly string[] | undefined): string | undefined =>
  typeof value === 'string' ? value : value?.at(-1);

/**
 * Parses `where`, a JSON filter with the properties and operators that the dialect allows. Fails with 400 and the
 * reason.
 *
 * @example
 * parseWhere('{"capacity":{"$gte":10}}', halDialect(resource));
 */
export function parseWhere(text: string | undefined, dialect: FilterDialect): Outcome<Filter> {
  if (text === undefined || text === '') return succeed({});
  const input = parseJsonText(text);
  if ('fault' in input)
    return fail(malformed(`where: ${input.fault}; write a JSON object such as {"name":"All Hands"}`));
  const parsed = parseFilter(input.value, dialect);
  return parsed.ok ? parsed : fail(malformed(`where: ${parsed.problem.detail}`));
}

/** Parses `sort`: property names separated by commas, each with `-` for descending order. */
function parseSort(text: string | undefined, { properties }: FilterDialect): Outcome<Sort> {
  const sort: [string, 1 | -1][] = [];
  for (const key of (text ?? '').split(',').filter((part) => part !== '')) {
    const name = key.replace(/^-/, '');
    const property = properties.get(name);
    if (property === undefined || !isOrdered(property))
      return fail(malformed(`sort: cannot sort by ${JSON.stringify(name)}; use one of ${sortableNames(properties)}`));
    sort.push([property.path, key.startsWith('-') ? -1 : 1]);
  }
  return succeed(sort);
}

const sortableNames = (properties: FilterDialect['properties']): string =>
  [...properties]
    .filter(([, property]) => isOrdered(property))
    .map(([name]) => name)
    .join(', ');

/** Parses a positive integer of at most nine digits. */
function parsePositiveInteger(name: string, text: string | undefined, defaultValue: number): Outcome<number> {
  if (text === undefined || text === '') return succeed(defaultValue);
  const value = /^\d{1,9}$/.test(text) ? Number(text) : 0;
  return value < 1
    ? fail(malformed(`${name}: ${JSON.stringify(text)} is not an integer from 1 to 999999999`))
    : succeed(value);
}

/** Parses `page` and `max_results`. Fails with 400 for the first invalid parameter. */
export function parsePage(parameters: QueryParameters): Outcome<Pick<ListParameters, 'page' | 'maxResults'>> {
  const page = parsePositiveInteger('page', last(parameters['page']), 1);
  if (!page.ok) return page;
  const maxResults = parsePositiveInteger('max_results', last(parameters['max_results']), defaultMaxResults);
  if (!maxResults.ok) return maxResults;
  return succeed({ page: page.value, maxResults: Math.min(maxResults.value, maxResultsLimit) });
}

/** Parses `where`, `sort`, `page` and `max_results`. Fails with 400 for the first invalid parameter. */
export function parseListQuery(parameters: QueryParameters, dialect: FilterDialect): Outcome<ListParameters> {
  const filter = parseWhere(last(parameters['where']), dialect);
  if (!filter.ok) return filter;
  const sort = parseSort(last(parameters['sort']), dialect);
  if (!sort.ok) return sort;
  const page = parsePage(parameters);
  return page.ok ? succeed({ filter: filter.value, sort: sort.value, ...page.value }) : page;
}

/**
 * Parses `after`, the position after which a page begins, which `next` links have. Fails with 400 if it is of another
 * list or order.
 */
export function parseAfter(
  parameters: QueryParameters,
  { definition, sort }: { readonly definition: Definition; readonly sort: Sort },
): Outcome<CursorPosition | undefined> {
  const after = last(parameters['after']);
  if (after === undefined || after === '') return succeed(undefined);
  const position = decodeCursor(after, { resource: definition.name, sort: totalOrder(sort) });
  return position === undefined
    ? fail(malformed('after: the position does not belong to this list and order; follow `next` from the first page'))
    : succeed(position);
}

/** Relation → paths to embed in the related resources: `embed=registration.account` → `registration` → [`account`]. */
export type Embeds = ReadonlyMap<string, readonly string[]>;

/** Returns the number of relations to embed, on all levels. */
export const countEmbeds = (embeds: Embeds): number =>
  [...embeds.values()].reduce((count, paths) => count + 1 + paths.length, 0);

/** The relations that can be embedded, and how many of them and how deep. */
export interface EmbedBounds {
  /** Undefined if only another service knows them. */
  readonly relations: readonly string[] | undefined;
  readonly limits: Pick<Limits, 'embeds' | 'embedDepth'>;
}

/**
 * Parses `embed`: relation paths, repeated or separated by commas. Fails with 400 for an unknown relation, too many
 * paths or a path that is too deep.
 */
export function parseEmbeds(
  embed: string | readonly string[] | undefined,
  { relations, limits }: EmbedBounds,
): Outcome<Embeds> {
  const values = [embed ?? []]
    .flat()
    .flatMap((value) => value.split(','))
    .filter((value) => value !== '');
  if (values.length > limits.embeds)
    return fail(malformed(`embed: at most ${limits.embeds} relations can be embedded, not ${values.length}`));
  const tooDeep = values.find((value) => value.split('.').length > limits.embedDepth);
  if (tooDeep !== undefined)
    return fail(malformed(`embed: ${JSON.stringify(tooDeep)} is nested deeper than ${limits.embedDepth} levels`));
  const embeds = new Map<string, string[]>();
  for (const value of values) {
    const [relation = '', ...nested] = value.split('.');
    if (relations?.includes(relation) === false)
      return fail(
        malformed(
          `embed: unknown relation ${JSON.stringify(relation)}; the relations are: ${relations.join(', ') || 'none'}`,
        ),
      );
    embeds.set(relation, [...(embeds.get(relation) ?? []), ...(nested.length > 0 ? [nested.join('.')] : [])]);
  }
  return succeed(embeds);
}

/** The names of the members to include; undefined includes all. Metadata and links are always included. */
export type Projection = ReadonlySet<string> | undefined;

/** Members that are always included. A projection may include them, but not exclude them. */
const alwaysIncluded = ['_id', '_created', '_updated', '_etag', '_links'];

/**
 * Parses `projection`: names (`name,capacity`), or a JSON object that includes (`{"name":1}`) or excludes
 * (`{"name":0}`) members. Fails with 400 for unknown names, and when it both includes and excludes.
 */
export function parseProjection(parameters: QueryParameters, names: readonly string[]): Outcome<Projection> {
  const text = last(parameters['projection']);
  if (text === undefined || text === '') return succeed(undefined);
  const parsed = text.startsWith('{') ? parseFlags(text) : new Map(text.split(',').map((name) => [name.trim(), true]));
  if (parsed === undefined)
    return fail(malformed('projection: must be names, such as name,capacity, or a JSON object, such as {"name":1}'));
  const isAllowed = (name: string, isIncluded: boolean): boolean =>
    names.includes(name) || (isIncluded && alwaysIncluded.includes(name));
  const [unknown] = [...parsed].find(([name, isIncluded]) => !isAllowed(name, isIncluded)) ?? [];
  if (unknown !== undefined)
    return fail(malformed(`projection: ${JSON.stringify(unknown)} is unknown; the members are: ${names.join(', ')}`));
  const [flag = true] = parsed.values();
  if ([...parsed.values()].some((each) => each !== flag))
    return fail(malformed('projection: either include members (1) or exclude them (0), not both'));
  return succeed(new Set(flag ? parsed.keys() : names.filter((name) => !parsed.has(name))));
}

/** Parses a JSON object of flags (0, 1, false or true); undefined when it is not one. */
function parseFlags(text: string): ReadonlyMap<string, boolean> | undefined {
  const parsed = parseJson(text);
  if (!isObject(parsed)) return undefined;
  const flags = Object.entries(parsed);
  const isValid = flags.every(([, flag]) => flag === 0 || flag === 1 || typeof flag === 'boolean');
  return isValid ? new Map(flags.map(([name, flag]) => [name, flag === 1 || flag === true])) : undefined;
}

/** The parameters that select documents of a list for GET. DELETE has none of them: it removes all that its URL names. */
const selectingParameters = ['where', 'page', 'max_results'];

/** Fails with 400 if a DELETE has a parameter that would narrow it, so that it never removes more than was meant. */
export function rejectSelection(parameters: QueryParameters): Outcome<undefined> {
  const name = selectingParameters.find((each) => parameters[each] !== undefined);
  return name === undefined
    ? succeed(undefined)
    : fail(malformed(`${name}: DELETE does not take it, and removes all that the URL names; leave it out`));
}
