import type { Datastore } from './embedded-datastore.ts';
import { toNedbQuery, type NedbQuery } from './embedded-query.ts';
import type {
  Collection,
  Duplicate,
  Filter,
  FindOptions,
  GroupOptions,
  Index,
  InsertResult,
  Sort,
  Stored,
  Update,
  UpdateResult,
} from './port.ts';

const isViolation = (error: unknown): boolean =>
  error instanceof Error && Reflect.get(error, 'errorType') === 'uniqueViolated';
const sortOf = (sort: Sort) => Object.fromEntries(sort);
const keyOf = (document: Stored, field: string): string => String(Reflect.get(document, field));

/** The collection in a datastore. The indexes tell which fields a refused write may violate. */
export function collectionOf(datastore: Datastore<Stored>, indexes: readonly Index[]): Collection<Stored> {
  const unique = [['_id'], ...indexes.filter((index) => index.unique).map(({ fields }) => fields)];
  const indexed = new Set(indexes.flatMap(({ fields }) => fields));

  async function violated(candidates: readonly Stored[], keys = unique): Promise<Duplicate> {
    for (const fields of keys)
      for (const candidate of candidates) {
        const same = Object.fromEntries(
          fields.map((field): [string, unknown] => [field, Reflect.get(candidate, field)]),
        );
        const holders = await datastore.findAsync(same);
        const others = holders.filter(({ _id }) => fields[0] === '_id' || _id !== candidate._id);
        if (others.length > 0) return { kind: 'duplicate', fields };
      }
    return { kind: 'duplicate', fields: keys.at(-1) ?? ['_id'] };
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
      return document === null || document === undefined ? { kind: 'unmatched' } : { kind: 'updated', document };
    } catch (error) {
      if (!isViolation(error)) throw error;
      const [current] = await datastore.findAsync(query);
      if (current === undefined) return { kind: 'duplicate', fields: ['_id'] };
      return violated([{ ...current, ...update.$set }], unique.slice(1));
    }
  }

  /** Whether documents come in the wanted order by themselves: those that no index narrows come in that of `_id`. */
  const isWalk = (query: NedbQuery, [first, ...others]: Sort): boolean =>
    first === undefined ||
    (first[0] === '_id' && first[1] === 1 && others.length === 0 && !Object.entries(query).some(narrows));
  const narrows = ([key, value]: readonly [string, unknown]): boolean =>
    key === '_id' ? Object.hasOwn(Object(value) as object, '$in') : indexed.has(key);

  const find = (filter: Filter, { sort = [], skip = 0, limit }: FindOptions = {}): Promise<Stored[]> => {
    if (limit === 0) return Promise.resolve([]);
    const query = toNedbQuery(filter);
    const found = datastore.findAsync(query);
    const cursor = (isWalk(query, sort) ? found : found.sort(sortOf(sort))).skip(skip);
    return (limit === undefined ? cursor : cursor.limit(limit)).execAsync();
  };

  return {
    insert: async (documents): Promise<InsertResult> => {
      try {
        await datastore.insertAsync([...documents]);
        return { kind: 'inserted' };
      } catch (error) {
        if (isViolation(error)) return violated(documents);
        throw error;
      }
    },
    find,
    findOne: async (filter) => (await datastore.findOneAsync(toNedbQuery(filter))) ?? undefined,
    count: (filter) => datastore.countAsync(toNedbQuery(filter)),
    findGroups: async ({ by, keys, filter }, { sort, limit }: GroupOptions) => {
      const groups = new Map<string, Stored[]>();
      for (const document of await find({ $and: [{ [by]: { $in: keys } }, filter] }, { sort })) {
        const group = groups.get(keyOf(document, by)) ?? [];
        if (group.length < limit) groups.set(keyOf(document, by), [...group, document]);
      }
      return groups;
    },
    countGroups: async ({ by, keys, filter }) => {
      const counts = new Map<string, number>();
      for (const document of await find({ $and: [{ [by]: { $in: keys } }, filter] }))
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
      return removed === 1 ? document : undefined;
    },
    removeMany: (filter) => datastore.removeAsync(toNedbQuery(filter), { multi: true }),
  };
}

/** The filter with its equalities at the top, where an upsert takes the new document's fields from. */
function rootEqualities(filter: Filter, query: NedbQuery): Record<string, unknown> {
  const equalities = Object.entries(filter).filter(
    ([key, value]) => !key.startsWith('$') && (typeof value !== 'object' || value instanceof Date),
  );
  return { ...Object.fromEntries(equalities), $and: [query] };
}

const modifiers = ({ $pull, ...update }: Update): Record<string, unknown> => ({
  ...update,
  ...($pull === undefined
    ? {}
    : { $pull: Object.fromEntries(Object.entries($pull).map(([field, filter]) => [field, toNedbQuery(filter)])) }),
});
