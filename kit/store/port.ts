import type { Decimal } from '../util/decimal.ts';

/**
 * The store port. It uses MongoDB's language: filters, update operators, unique indexes, conditional updates. On
 * MongoDB, it is a thin layer over the official driver; the embedded store implements the same language.
 *
 * Every method is atomic for a single document. Arguments and results are copies: modifying them does not modify stored
 * documents. Expected outcomes (a duplicate, no match) are return values; an unreachable store throws
 * `StoreUnavailableError`.
 */

/** A value that a filter compares with. */
export type Scalar = string | number | boolean | Date | Decimal | null;

/** Operators on one field, as in MongoDB. `$regex` is a RegExp, never a client's string. */
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

/** A MongoDB filter, restricted to what both stores evaluate identically. `$and`, `$or`, `$nor` take filters. */
export interface Filter {
  readonly [fieldOrConnective: string]: Scalar | Comparison | readonly Filter[] | undefined;
}

/** Update operators, as in MongoDB. At least one is required. */
export interface Update {
  readonly $set?: Readonly<Record<string, unknown>>;
  readonly $unset?: Readonly<Record<string, true>>;
  readonly $inc?: Readonly<Record<string, number>>;
  readonly $push?: Readonly<Record<string, unknown>>;
  readonly $pull?: Readonly<Record<string, Filter>>;
}

/** A stored document: a JSON object, possibly with `Date`s and `Decimal`s, identified by its `_id`. */
export interface Stored {
  readonly _id: string;
}

/** Fields and directions, the most significant first. */
export type Sort = readonly (readonly [field: string, direction: 1 | -1])[];

export interface ReadOptions {
  /** Ends a read that nobody needs any more: it rejects with the signal's reason. */
  readonly signal?: AbortSignal | undefined;
}

export interface FindOptions extends ReadOptions {
  readonly sort?: Sort;
  readonly skip?: number;
  readonly limit?: number;
}

export interface CountOptions extends ReadOptions {
  /** The number at which counting ends; by default it does not end before all are counted. */
  readonly limit?: number;
}

/** Groups documents by the value of a field. */
export interface Grouping extends ReadOptions {
  /** The field to group by. */
  readonly by: string;
  /** The values of the field, one group for each. */
  readonly keys: readonly string[];
  readonly filter: Filter;
}

export interface GroupOptions {
  readonly sort: Sort;
  /** The maximum number of documents for each key. */
  readonly limit: number;
}

/** A unique violation, with the fields of the index. */
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
  /** Excludes documents without the field. Only for indexes on a single field. */
  readonly sparse?: boolean;
}

/** A committed change of a document. All listeners share it: do not modify it. */
export interface DocumentChange<D extends Stored = Stored> {
  /** The position after this change, opaque. A feed that begins there tells what follows. */
  readonly token: string;
  /** The document before the change; absent if it was inserted. */
  readonly before?: D;
  /** The document after the change; absent if it was removed. */
  readonly after?: D;
}

export interface ChangesOptions {
  /** The token after which the feed begins; by default it begins now. */
  readonly after?: string | undefined;
  /** Ends the feed. */
  readonly signal?: AbortSignal | undefined;
}

/**
 * The committed changes of a collection, in their order; those of one document are never out of order. Reading it
 * throws `ChangesLostError` if changes are missing, and ends after `return` or when its signal is aborted, which
 * release what feeds it. It waits while the store is unreachable.
 */
export interface ChangeFeed<D extends Stored = Stored> extends AsyncIterableIterator<DocumentChange<D>, undefined> {
  /** The position where the feed begins. */
  readonly token: string;
  return(): Promise<IteratorResult<DocumentChange<D>, undefined>>;
}

/** A collection of documents. */
export interface Collection<D extends Stored = Stored> {
  /** Inserts all documents or none. */
  insert(documents: readonly D[]): Promise<InsertResult>;
  find(filter: Filter, options?: FindOptions): Promise<D[]>;
  findOne(filter: Filter, options?: ReadOptions): Promise<D | undefined>;
  count(filter: Filter, options?: CountOptions): Promise<number>;
  /** Returns the first documents of each key, in one query. Keys without documents are absent. */
  findGroups(grouping: Grouping, options: GroupOptions): Promise<Map<string, D[]>>;
  /** Counts the documents of each key, in one query. Keys without documents are absent. */
  countGroups(grouping: Grouping): Promise<Map<string, number>>;
  /** Updates one matching document, atomically with the match. Returns the updated document. */
  update(filter: Filter, update: Update): Promise<UpdateResult<D>>;
  /** Updates all matching documents, each one atomically. Returns their number. */
  updateMany(filter: Filter, update: Update): Promise<number>;
  /**
   * Updates as `update` does. If no document matches, inserts one with the filter's equalities and the update applied.
   */
  upsert(filter: Filter, update: Update): Promise<UpdateResult<D>>;
  /** Removes one matching document, atomically with the match. Returns the removed document. */
  remove(filter: Filter): Promise<D | undefined>;
  /** Removes all matching documents. Returns their number. */
  removeMany(filter: Filter): Promise<number>;
  /**
   * Opens a feed of the changes that are committed from now on, or since an earlier one. A write that changed nothing
   * may be told.
   * @throws {ChangesLostError} if the changes after the token are not known any more.
   */
  changes(options?: ChangesOptions): Promise<ChangeFeed<D>>;
}

/** The store of one service. */
export interface Store {
  /** The location of the documents, for log lines. It contains no credentials. */
  readonly description: string;
  /** Opens a collection and creates its indexes. Returns the same collection when it is opened again. */
  collection<D extends Stored>(name: string, indexes?: readonly Index[]): Promise<Collection<D>>;
  /**
   * Resolves when everything that the primary has now is durable. Returns its term, which ends with its next failover;
   * undefined if there is none. What was read is durable if the term was the same before.
   * @throws {StoreUnavailableError} if durability cannot be confirmed.
   */
  ensureDurableReads(): Promise<string | undefined>;
  /**
   * Checks that the store is reachable, and accepts writes as far as is known.
   * @throws {StoreUnavailableError} otherwise.
   */
  ping(): Promise<void>;
  /** Closes the store. Idempotent. */
  close(): Promise<void>;
}

/** Reports that the store is unreachable or changes its primary. The outcome of a write in progress is unknown. */
export class StoreUnavailableError extends Error {
  override readonly name: string = 'StoreUnavailableError';
}

/**
 * Reports that the store did not respond before the deadline of an operation. A write may have been executed, or may
 * still be executed later.
 */
export class StoreTimeoutError extends StoreUnavailableError {
  override readonly name: string = 'StoreTimeoutError';
}

/** Reports that the store accepts no writes now, for instance because the disk is full. The write was not done. */
export class StoreNotWritableError extends StoreUnavailableError {
  override readonly name: string = 'StoreNotWritableError';
}

/** Reports that a feed cannot tell all changes after its position. Its listener has to read the documents anew. */
export class ChangesLostError extends Error {
  override readonly name = 'ChangesLostError';
}
