import type { Filter, Sort } from '../store/port.ts';
import type { Definition } from '../resource/definition/definition.ts';
import type { Document } from '../resource/definition/documents.ts';
import type { ParentReferences } from '../resource/definition/relations.ts';
import { parseFilter, type FilterDialect } from '../resource/filter.ts';
import type { Limits } from '../resource/limits.ts';
import { totalOrder } from '../resource/operations/list.ts';
import type { Resource } from '../resource/resource.ts';
import { isOrdered, propertiesOf } from '../resource/properties.ts';
import { memoize } from '../util/memoize.ts';
import { filterAfter, decodeCursor, encodeCursor } from './cursor.ts';
import { badUserInput, valueOrThrow } from './errors.ts';
import { enumValue, graphqlName } from './naming.ts';

/** The arguments of a list, as clients send them (Relay connections). */
export interface ConnectionArguments {
  readonly first?: number | null;
  readonly after?: string | null;
  readonly last?: number | null;
  readonly before?: string | null;
  readonly filter?: unknown;
  readonly orderBy?: readonly { readonly field: string; readonly direction: 'ASC' | 'DESC' }[] | null;
}

/** A list as the store is asked for it: one document more than the page has, to see whether there is more. */
export interface ConnectionQuery {
  readonly filter: Filter;
  /** The filter without the cursors: what `totalCount` counts. */
  readonly countFilter: Filter;
  readonly sort: Sort;
  readonly size: number;
  readonly backward: boolean;
  /** Whether the client came from the other side. */
  readonly hasCursor: boolean;
}

/** A connection, where what takes time is done when it is asked for. */
export interface Connection {
  readonly edges: () => readonly { readonly cursor: string; readonly node: Document }[];
  readonly nodes: readonly Document[];
  readonly pageInfo: {
    readonly hasNextPage: boolean;
    readonly hasPreviousPage: boolean;
    readonly startCursor: () => string | null;
    readonly endCursor: () => string | null;
  };
  readonly totalCount: () => Promise<number>;
  readonly parentReferences: ParentReferences;
}

/** What lists are read with. */
export type ListedResource = Pick<Resource, 'definition' | 'limits'>;

const dialectOf = memoize(({ definition, limits }: ListedResource): FilterDialect => ({
  prefix: '',
  properties: new Map(propertiesOf(definition).map((property) => [graphqlName(property.name), property])),
  limits: limits.filter,
}));

function sortOf(definition: Definition, orderBy: ConnectionArguments['orderBy']): Sort {
  const fields = new Map(
    propertiesOf(definition)
      .filter(isOrdered)
      .map(({ name }) => [enumValue(graphqlName(name)), name]),
  );
  const wanted = (orderBy ?? []).map(({ field, direction }): [string, 1 | -1] => [
    fields.get(field) ?? '_id',
    direction === 'DESC' ? -1 : 1,
  ]);
  const distinct = wanted.filter(([name], index) => wanted.findIndex(([other]) => other === name) === index);
  return totalOrder(distinct);
}

function sizeOf(
  { first, last, after, before }: ConnectionArguments,
  { defaultSize, maxSize }: Limits['page'],
): Pick<ConnectionQuery, 'size' | 'backward'> {
  const backward = typeof last === 'number';
  if (backward && typeof first === 'number') throw badUserInput('first and last exclude each other');
  if (backward && typeof after === 'string') throw badUserInput('last goes with before, first with after');
  if (!backward && typeof before === 'string') throw badUserInput('before goes with last, after with first');
  const size = (backward ? last : first) ?? defaultSize;
  if (size < 0 || size > maxSize)
    throw badUserInput(`${backward ? 'last' : 'first'} is ${size}; it is to be from 0 to ${maxSize}`);
  return { size, backward };
}

const nullableOf = (definition: Definition): ReadonlySet<string> =>
  new Set(propertiesOf(definition).flatMap(({ name, field }) => (field?.required === false ? [name] : [])));

const reversed = (sort: Sort): Sort => sort.map(([field, direction]) => [field, direction === 1 ? -1 : 1]);
const both = (one: Filter, other: Filter): Filter => (Object.keys(one).length === 0 ? other : { $and: [one, other] });

/** Reads a list's arguments. What cannot be is refused as BAD_USER_INPUT, saying what would be right. */
export function parseConnectionArguments(listed: ListedResource, given: ConnectionArguments): ConnectionQuery {
  const { definition, limits } = listed;
  const { size, backward } = sizeOf(given, limits.page);
  const order = sortOf(definition, given.orderBy);
  const sort = backward ? reversed(order) : order;
  const countFilter = valueOrThrow(parseFilter(given.filter ?? {}, dialectOf(listed)));
  const cursor = (backward ? given.before : given.after) ?? undefined;
  if (cursor === undefined) return { filter: countFilter, countFilter, sort, size, backward, hasCursor: false };
  const place = decodeCursor(cursor, { resource: definition.name, sort: order });
  if (place === undefined)
    throw badUserInput('the cursor was not made for this list in this order: take one from the same query');
  return {
    filter: both(countFilter, filterAfter(sort, place, nullableOf(definition))),
    countFilter,
    sort,
    size,
    backward,
    hasCursor: true,
  };
}

/** What the store says of a list, and which list that is. */
interface LoadedPage {
  /** The documents of the page, and one more if there is one. */
  readonly found: readonly Document[];
  readonly count: () => Promise<number>;
  readonly parentReferences: ParentReferences;
}

/** A page of documents as a connection. */
export function toConnection(
  definition: Definition,
  window: ConnectionQuery,
  { found, count, parentReferences }: LoadedPage,
): Connection {
  const { size, backward, hasCursor } = window;
  const page = found.slice(0, size);
  const nodes = backward ? page.toReversed() : page;
  const order = backward ? reversed(window.sort) : window.sort;
  const cursorOf = (node: Document): string => encodeCursor(definition.name, order, node);
  const [first, last] = [nodes[0], nodes.at(-1)];
  const more = found.length > size;
  return {
    edges: () => nodes.map((node) => ({ cursor: cursorOf(node), node })),
    nodes,
    pageInfo: {
      hasNextPage: backward ? hasCursor : more,
      hasPreviousPage: backward ? more : hasCursor,
      startCursor: () => (first === undefined ? null : cursorOf(first)),
      endCursor: () => (last === undefined ? null : cursorOf(last)),
    },
    totalCount: count,
    parentReferences,
  };
}
