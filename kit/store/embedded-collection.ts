import model from '@seald-io/nedb/lib/model.js';
import { coalesce } from '../util/coalesce.ts';
import { Decimal } from '../util/decimal.ts';
import { isObject } from '../util/is-object.ts';
import { candidatesOf, type Datastore } from './embedded-datastore.ts';
import { compileQuery } from './embedded-match.ts';
import { toNedbQuery, type NedbQuery } from './embedded-query.ts';
import { decode, encode } from './embedded-values.ts';
import { firstInOrder } from './first-in-order.ts';
import type {
  ChangeFeed,
  ChangesOptions,
  Collection,
  CountOptions,
  Duplicate,
  Filter,
  FindOptions,
  GroupOptions,
  Index,
  InsertResult,
  ReadOptions,
  Sort,
  Stored,
  Update,
  UpdateResult,
} from './port.ts';
import { scan } from './scan.ts';
import { comparing } from './sorting.ts';

const isUniqueViolation = (error: unknown): boolean =>
  error instanceof Error && Reflect.get(error, 'errorType') === 'uniqueViolated';
const keyOf = (document: Stored, field: string): string => String(model.getDotValue(document, field));

/** The most documents of different writers in one write. */
const maxGroupSize = 100;

export interface EmbeddedCollectionSettings {
  /** They identify the fields of a unique violation. */
  readonly indexes: readonly Index[];
  readonly openChanges: (options: ChangesOptions) => Promise<ChangeFeed>;
}

/** Creates the collection of a datastore. */
export function collectionOf(
  datastore: Datastore<Stored>,
  { indexes, openChanges }: EmbeddedCollectionSettings,
): Collection<Stored> {
  const unique: readonly Index[] = [{ fields: ['_id'], unique: true }, ...indexes.filter((index) => index.unique)];
  const indexed = new Set(indexes.flatMap(({ fields }) => fields));

  /** Returns the fields of the first unique index that the candidates violate. */
  async function violatedIndex(candidates: readonly Stored[], keys = unique): Promise<Duplicate> {
    for (const { fields, sparse = false } of keys)
      for (const candidate of candidates) {
        if (sparse && fields.every((field) => model.getDotValue(candidate, field) === undefined)) continue;
        const sameValues = Object.fromEntries(
          fields.map((field): [string, unknown] => [field, model.getDotValue(candidate, field)]),
        );
        const existing = await datastore.findAsync(sameValues);
        const others = existing.filter(({ _id }) => fields[0] === '_id' || _id !== candidate._id);
        if (others.length > 0) return { kind: 'duplicate', fields };
      }
    return { kind: 'duplicate', fields: keys.at(-1)?.fields ?? ['_id'] };
  }

  async function change(filter: Filter, update: Update, upsert: boolean): Promise<UpdateResult<Stored>> {
    const query = toNedbQuery(filter);
    try {
      const condition = upsert ? rootEqualities(filter, query) : query;
      const result = await datastore.updateAsync(condition, modifiers(update), {
        returnUpdatedDocs: true,
        upsert,
      });
      const document = result.affectedDocuments as Stored | null | undefined;
      return document === null || document === undefined
        ? { kind: 'unmatched' }
        : { kind: 'updated', document: decode(document) };
    } catch (error) {
      if (!isUniqueViolation(error)) throw error;
      const [current] = await datastore.findAsync(query);
      if (current === undefined) return { kind: 'duplicate', fields: ['_id'] };
      return violatedIndex([{ ...current, ...encode(update.$set) }], unique.slice(1));
    }
  }

  /** Whether the results need no sorting: without an index lookup, NeDB returns documents in the order of `_id`. */
  const isPresorted = (query: NedbQuery, [first, ...others]: Sort): boolean =>
    first === undefined ||
    (first[0] === '_id' && first[1] === 1 && others.length === 0 && !Object.entries(query).some(usesIndex));
  /** Whether an index finds the candidates by their values, which are few as a rule. */
  const isSelective = (query: NedbQuery): boolean =>
    Object.entries(query).some(
      ([key, value]) =>
        (key === '_id' || indexed.has(key)) &&
        (!isObject(value) || value instanceof Date || Object.hasOwn(value, '$in')),
    );
  const usesIndex = ([key, value]: readonly [string, unknown]): boolean =>
    key === '_id' ? Object.hasOwn(Object(value) as object, '$in') : indexed.has(key);

  /** Returns the matching documents of the datastore itself, at most `limit`. */
  async function select(query: NedbQuery, options: ReadOptions & { readonly limit?: number | undefined }) {
    options.signal?.throwIfAborted();
    return scan(await candidatesOf(datastore, query), compileQuery(query), options);
  }

  const find = async (filter: Filter, { sort = [], skip = 0, limit, signal }: FindOptions = {}): Promise<Stored[]> => {
    if (limit === 0) return [];
    const query = toNedbQuery(filter);
    const end = limit === undefined ? undefined : skip + limit;
    const ordered =
      end === undefined || isSelective(query) ? undefined : await firstInOrder(datastore, { query, sort, count: end });
    if (ordered !== undefined) return ordered.slice(skip, end).map(decode<Stored>);
    const presorted = isPresorted(query, sort);
    const matches = await select(query, { limit: presorted ? end : undefined, signal });
    return (presorted ? matches : matches.sort(comparing(sort))).slice(skip, end).map(decode<Stored>);
  };

  async function insertAll(encoded: readonly Stored[]): Promise<InsertResult> {
    try {
      await datastore.insertAsync([...encoded]);
      return { kind: 'inserted' };
    } catch (error) {
      if (isUniqueViolation(error)) return violatedIndex(encoded);
      throw error;
    }
  }

  /** Inserts documents of different writers with one write; one by one if some of them are duplicates. */
  const insertOne = coalesce<Stored, InsertResult>(async (encoded) => {
    const result = await insertAll(encoded);
    if (encoded.length === 1 || result.kind === 'inserted') return encoded.map(() => result);
    const results: InsertResult[] = [];
    for (const document of encoded) results.push(await insertAll([document]));
    return results;
  }, maxGroupSize);

  return {
    insert: (documents) => {
      const encoded = documents.map(encode);
      const [first] = encoded;
      return first !== undefined && encoded.length === 1 ? insertOne(first) : insertAll(encoded);
    },
    find,
    findOne: async (filter, options) => (await find(filter, { ...options, limit: 1 }))[0],
    count: async (filter, options: CountOptions = {}) => (await select(toNedbQuery(filter), options)).length,
    findGroups: async ({ by, keys, filter, signal }, { sort, limit }: GroupOptions) => {
      const groups = new Map<string, Stored[]>();
      for (const document of await find({ $and: [{ [by]: { $in: keys } }, filter] }, { sort, signal })) {
        const group = groups.get(keyOf(document, by)) ?? [];
        if (group.length < limit) groups.set(keyOf(document, by), [...group, document]);
      }
      return groups;
    },
    countGroups: async ({ by, keys, filter, signal }) => {
      const counts = new Map<string, number>();
      for (const document of await select(toNedbQuery({ $and: [{ [by]: { $in: keys } }, filter] }), { signal }))
        counts.set(keyOf(document, by), (counts.get(keyOf(document, by)) ?? 0) + 1);
      return counts;
    },
    update: (filter, update) => change(filter, update, false),
    updateMany: async (filter, update) =>
      (await datastore.updateAsync(toNedbQuery(filter), modifiers(update), { multi: true })).numAffected,
    upsert: (filter, update) => change(filter, update, true),
    remove: async (filter) => {
      const document = await datastore.findOneAsync(toNedbQuery(filter));
      if (document === null) return undefined;
      const removed = await datastore.removeAsync(toNedbQuery({ $and: [{ _id: document._id }, filter] }), {});
      return removed === 1 ? decode(document) : undefined;
    },
    removeMany: (filter) => datastore.removeAsync(toNedbQuery(filter), { multi: true }),
    changes: (options = {}) => openChanges(options),
  };
}

/** Moves the equalities of a filter to the top level, from which NeDB takes the fields of an upserted document. */
function rootEqualities(filter: Filter, query: NedbQuery): Record<string, unknown> {
  const equalities = Object.entries(filter).filter(
    ([key, value]) =>
      !key.startsWith('$') && (typeof value !== 'object' || value instanceof Date || value instanceof Decimal),
  );
  return { ...encode(Object.fromEntries(equalities)), $and: [query] };
}

const modifiers = ({ $pull, ...update }: Update): Record<string, unknown> => ({
  ...encode(update),
  ...($pull === undefined
    ? {}
    : { $pull: Object.fromEntries(Object.entries($pull).map(([field, filter]) => [field, toNedbQuery(filter)])) }),
});
