import type { Filter, Sort } from '../store/port.ts';
import type { Definition } from '../resource/definition/definition.ts';
import type { Document } from '../resource/definition/documents.ts';
import type { ParentReferences } from '../resource/definition/relations.ts';
import { allOf } from '../resource/all-of.ts';
import { parseFilter, type FilterDialect } from '../resource/filter.ts';
import type { Limits } from '../resource/limits.ts';
import { totalOrder } from '../resource/operations/list.ts';
import type { Resource } from '../resource/resource.ts';
import { isOrdered, nullablePaths, propertiesOf } from '../resource/properties.ts';
import { memoize } from '../util/memoize.ts';
import { decodeCursor, encodeCursor, filterAfter, filterAt, reversed } from '../resource/cursor.ts';
import { badUserInput, valueOrThrow } from './errors.ts';
import { enumValue } from '../util/enum-value.ts';
import { graphqlName } from './naming.ts';

/** The arguments of a list as clients send them (Relay connections). */
export interface ConnectionArguments {
  readonly first?: number | null;
  readonly after?: string | null;
  readonly last?: number | null;
  readonly before?: string | null;
  readonly filter?: unknown;
  readonly orderBy?: readonly { readonly field: string; readonly direction: 'ASC' | 'DESC' }[] | null;
}

/** The parsed arguments of a list. Fetch one document more than `size` to learn whether there is another page. */
export interface ConnectionQuery {
  readonly filter: Filter;
  /** The filter without the cursors: what `totalCount` counts. */
  readonly countFilter: Filter;
  readonly sort: Sort;
  readonly size: number;
  readonly backward: boolean;
  /**
   * Matches the items up to the cursor where paging starts: `after` forwards, `before` backwards. Undefined without it.
   */
  readonly behind: Filter | undefined;
}

/** A connection; functions compute the expensive fields on demand. */
export interface Connection {
  readonly edges: () => readonly { readonly cursor: string; readonly node: Document }[];
  readonly nodes: readonly Document[];
  readonly pageInfo: {
    readonly hasNextPage: () => boolean | Promise<boolean>;
    readonly hasPreviousPage: () => boolean | Promise<boolean>;
    readonly startCursor: () => string | null;
    readonly endCursor: () => string | null;
  };
  readonly totalCount: () => Promise<number>;
  readonly parentReferences: ParentReferences;
}

/** The parts of a resource that reading lists needs. */
export type ListedResource = Pick<Resource, 'definition' | 'limits'>;

const dialectOf = memoize(({ definition, limits }: ListedResource): FilterDialect => ({
  prefix: '',
  properties: new Map(propertiesOf(definition).map((property) => [graphqlName(property.name), property])),
  limits: limits.filter,
}));

/** Returns the paths in the store of the properties to order by, by their enum values. */
const orderFieldsOf = memoize(
  (definition: Definition): ReadonlyMap<string, string> =>
    new Map(
      propertiesOf(definition)
        .filter(isOrdered)
        .map(({ name, path }) => [enumValue(graphqlName(name)), path]),
    ),
);

function sortOf(definition: Definition, orderBy: ConnectionArguments['orderBy']): Sort {
  const fields = orderFieldsOf(definition);
  const keys = (orderBy ?? []).map(({ field, direction }): [string, 1 | -1] => [
    fields.get(field) ?? '_id',
    direction === 'DESC' ? -1 : 1,
  ]);
  const distinct = keys.filter(([name], index) => keys.findIndex(([other]) => other === name) === index);
  return totalOrder(distinct);
}

function sizeOf(
  { first, last }: ConnectionArguments,
  { defaultSize, maxSize }: Limits['page'],
): Pick<ConnectionQuery, 'size' | 'backward'> {
  const backward = typeof last === 'number';
  if (backward && typeof first === 'number') throw badUserInput('"first" and "last" cannot be used together');
  const size = (backward ? last : first) ?? defaultSize;
  if (size < 0 || size > maxSize)
    throw badUserInput(`"${backward ? 'last' : 'first'}" must be from 0 to ${maxSize}, but is ${size}`);
  return { size, backward };
}

/** Returns how many items `first` asks for. */
export const firstOf = (first: number | null | undefined, limits: Limits['page']): number =>
  sizeOf({ first: first ?? null }, limits).size;

/** The filters of the items on each side of a cursor. */
interface CursorFilters {
  readonly before: Filter;
  readonly upTo: Filter;
  readonly after: Filter;
  readonly from: Filter;
}

/** @throws GraphQLError `BAD_USER_INPUT` if the cursor is of another list or order */
function cursorFilters(
  definition: Definition,
  order: Sort,
  cursor: string | null | undefined,
): CursorFilters | undefined {
  if (typeof cursor !== 'string') return undefined;
  const position = decodeCursor(cursor, { resource: definition.name, sort: order });
  if (position === undefined)
    throw badUserInput('the cursor does not belong to this list and order; use a cursor from the same query');
  const beyond = (sort: Sort): Filter => filterAfter(sort, position, nullablePaths(definition));
  const [after, before] = [beyond(order), beyond(reversed(order))];
  const itself = filterAt(order, position);
  return { before, after, upTo: { $or: [before, itself] }, from: { $or: [after, itself] } };
}

/**
 * Parses the arguments of a list. Both cursors narrow it, then `first` or `last` cuts it (Relay connections, §4.4).
 *
 * @throws GraphQLError `BAD_USER_INPUT` for invalid combinations, sizes, filters and cursors
 */
export function parseConnectionArguments(resource: ListedResource, args: ConnectionArguments): ConnectionQuery {
  const { definition, limits } = resource;
  const { size, backward } = sizeOf(args, limits.page);
  const order = sortOf(definition, args.orderBy);
  const sort = backward ? reversed(order) : order;
  const countFilter = valueOrThrow(parseFilter(args.filter ?? {}, dialectOf(resource)));
  const [after, before] = [args.after, args.before].map((cursor) => cursorFilters(definition, order, cursor));
  const filter = allOf(countFilter, after?.after, before?.before);
  const behind = backward ? before?.from : after?.upTo;
  return { filter, countFilter, sort, size, backward, behind: behind && allOf(countFilter, behind) };
}

/** A page of a list as the store returns it. */
interface LoadedPage {
  /** The documents of the page, plus the next one if there is one. */
  readonly documents: readonly Document[];
  readonly count: () => Promise<number>;
  /** Whether an item is behind the cursor where paging starts. Called only if there is such a cursor. */
  readonly existsBehind: () => Promise<boolean>;
  readonly parentReferences: ParentReferences;
}

/** Returns a page of documents as a connection. */
export function toConnection(
  definition: Definition,
  query: ConnectionQuery,
  { documents, count, existsBehind, parentReferences }: LoadedPage,
): Connection {
  const { size, backward, behind } = query;
  const page = documents.slice(0, size);
  const nodes = backward ? page.toReversed() : page;
  const order = backward ? reversed(query.sort) : query.sort;
  const cursorOf = (node: Document): string => encodeCursor(definition.name, order, node);
  const [first, last] = [nodes[0], nodes.at(-1)];
  const hasMore = () => documents.length > size;
  const hasBehind = () => behind !== undefined && existsBehind();
  return {
    edges: () => nodes.map((node) => ({ cursor: cursorOf(node), node })),
    nodes,
    pageInfo: {
      hasNextPage: backward ? hasBehind : hasMore,
      hasPreviousPage: backward ? hasMore : hasBehind,
      startCursor: () => (first === undefined ? null : cursorOf(first)),
      endCursor: () => (last === undefined ? null : cursorOf(last)),
    },
    totalCount: count,
    parentReferences,
  };
}
