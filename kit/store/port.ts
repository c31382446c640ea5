/**
 * The store port. It speaks MongoDB's language: filters, update operators, unique indexes, conditional updates.
 * On MongoDB it is the official driver, nearly untouched; the embedded store understands the same words.
 *
 * Every method is atomic on one document. Values that go in and come out are copies: changing them changes
 * nothing that is stored. What a caller must expect (a duplicate, no match) is a value; a store that cannot be
 * reached throws `StoreUnavailable`.
 */

/** A value that a filter compares with. */
export type Scalar = string | number | boolean | Date | null;

/** Operators on one field, as in MongoDB. `$regex` is a RegExp, never a string from outside. */
export interface Comparison {
  readonly $eq?: Scalar;
  readonly $ne?: Scalar;
  readonly $gt?: Scalar;
  readonly $gte?: Scalar;
  readonly $lt?: Scalar;
  readonly $lte?: Scalar;
  readonly $in?: readonly Scalar[];
  readonly $nin?: readonly Scalar[];
  readonly $exists?: boolean;
  readonly $regex?: RegExp;
  readonly $elemMatch?: Filter;
}

/** A MongoDB filter, restricted to what both stores answer alike. `$and`, `$or`, `$nor` take filters. */
export interface Filter {
  readonly [fieldOrConnective: string]: Scalar | Comparison | readonly Filter[] | undefined;
}

/** Update operators, as in MongoDB; at least one is given. */
export interface Update {
  readonly $set?: Readonly<Record<string, unknown>>;
  readonly $unset?: Readonly<Record<string, true>>;
  readonly $inc?: Readonly<Record<string, number>>;
  readonly $push?: Readonly<Record<string, unknown>>;
  readonly $pull?: Readonly<Record<string, Filter>>;
}

/** A document: a JSON object that may hold `Date`s, known by its `_id`. */
export interface Stored {
  readonly _id: string;
}

/** Field and direction, most significant first. */
export type Sort = readonly (readonly [field: string, direction: 1 | -1])[];

export interface FindOptions {
  readonly sort?: Sort;
  readonly skip?: number;
  readonly limit?: number;
}

/** The documents that hold one of several keys in a field. */
export interface Grouping {
  readonly by: string;
  readonly keys: readonly string[];
  readonly filter: Filter;
}

export interface GroupOptions {
  readonly sort: Sort;
  /** At most this many documents for each key. */
  readonly limit: number;
}

/** The index that refused a write, by its fields. */
export interface Duplicate {
  readonly kind: 'duplicate';
  readonly fields: readonly string[];
}

export type InsertResult = { readonly kind: 'inserted' } | Duplicate;
export type UpdateResult<D> =
  { readonly kind: 'updated'; readonly document: D } | { readonly kind: 'unmatched' } | Duplicate;

export interface Index {
  readonly fields: readonly string[];
  readonly unique: boolean;
  /** Leaves out documents without the field; of one field alone. */
  readonly sparse?: boolean;
}

/** The documents of one kind. */
export interface Collection<D extends Stored = Stored> {
  /** Inserts all or none. */
  insert(documents: readonly D[]): Promise<InsertResult>;
  find(filter: Filter, options?: FindOptions): Promise<D[]>;
  findOne(filter: Filter): Promise<D | undefined>;
  count(filter: Filter): Promise<number>;
  /** The first documents of each key, in one query. Keys without documents are absent. */
  findGroups(grouping: Grouping, options: GroupOptions): Promise<Map<string, D[]>>;
  /** How many documents each key has, in one query. Keys without documents are absent. */
  countGroups(grouping: Grouping): Promise<Map<string, number>>;
  /** Changes the one document that matches, atomically with the match, and answers it as it is afterwards. */
  update(filter: Filter, update: Update): Promise<UpdateResult<D>>;
  /** Changes every document that matches, each atomically by itself; answers how many. */
  updateMany(filter: Filter, update: Update): Promise<number>;
  /** As `update`; where nothing matches, inserts the filter's equalities changed by the update. */
  upsert(filter: Filter, update: Update): Promise<UpdateResult<D>>;
  /** Removes the one document that matches, atomically with the match, and answers it as it was. */
  remove(filter: Filter): Promise<D | undefined>;
  /** Removes every document that matches; answers how many. */
  removeMany(filter: Filter): Promise<number>;
}

/** One service's documents. */
export interface Store {
  /** Where the documents are, for a log line: no credentials. */
  readonly description: string;
  /** Opens a collection and makes its indexes. Opening one again answers the same collection. */
  collection<D extends Stored>(name: string, indexes?: readonly Index[]): Promise<Collection<D>>;
  /**
   * Resolves when everything that was read before is sure to stay: what another service is told must not be taken back
   * by a failover. Throws `StoreUnavailable` when that cannot be known.
   */
  ensureDurableReads(): Promise<void>;
  /** Resolves when the store answers; throws `StoreUnavailable` otherwise. */
  ping(): Promise<void>;
  /** Closing twice is harmless. */
  close(): Promise<void>;
}

/** The store cannot be reached, or changes its primary. A write that was under way may have been done, or not. */
export class StoreUnavailableError extends Error {
  override readonly name = 'StoreUnavailableError';
}
