import type { Collection, Store, Stored } from '../store/port.ts';
import type { Document } from './definition/documents.ts';
import type { Problem } from './problems.ts';

/** A pending compensation: release what was claimed under the token, unless the document holds the token by then. */
export interface Compensation extends Stored {
  readonly token: string;
  readonly document: Document;
  readonly at: Date;
}

/** The state of a batch: one decision for all of its documents. */
export interface Batch extends Stored {
  readonly state: 'open' | 'committed' | 'aborted';
  readonly at: Date;
}

/** Records a removed document, so that a repeated removal has the same outcome. */
export interface Tombstone extends Stored {
  readonly etag: string;
  readonly at: Date;
}

/** A creation with an idempotency key, and its outcome. */
export interface IdempotencyRecord extends Stored {
  /** A hash of the inputs. */
  readonly fingerprint: string;
  /** What the inputs are for: one document or a batch, and the list. Absent in records of versions before 0.3. */
  readonly target?: string;
  /** The `_id` of the first document. */
  readonly firstId: string;
  /** The token of the attempt that holds the lease. */
  readonly token: string;
  /** When the lease expires. */
  readonly until: Date;
  readonly at: Date;
  /** The outcome; null while the request is in progress. */
  readonly outcome: RecordedOutcome | null;
}

export type RecordedOutcome =
  | { readonly created: readonly { readonly created: boolean; readonly document: Document }[] }
  | { readonly problem: Pick<Problem, 'detail' | 'extensions'> & { readonly name: string } };

/**
 * The records that a resource stores beside its documents, to recover unfinished operations and replay finished ones.
 */
export interface Journal {
  readonly compensations: Collection<Compensation>;
  readonly batches: Collection<Batch>;
  readonly tombstones: Collection<Tombstone>;
  readonly idempotencyRecords: Collection<IdempotencyRecord>;
}

/** Milliseconds for which tombstones and idempotency records are kept: one day. */
export const retentionMs = 86_400_000;

const byTime = [{ fields: ['at'], unique: false }];

/** Opens the journal of a resource. */
export async function openJournal(store: Store, plural: string): Promise<Journal> {
  return {
    compensations: await store.collection<Compensation>(`${plural}_releases`, byTime),
    batches: await store.collection<Batch>(`${plural}_batches`, byTime),
    tombstones: await store.collection<Tombstone>(`${plural}_departures`, byTime),
    idempotencyRecords: await store.collection<IdempotencyRecord>(`${plural}_requests`, byTime),
  };
}

/** Removes tombstones and idempotency records that are older than `retentionMs`. */
export async function purgeExpired({ tombstones, idempotencyRecords }: Journal): Promise<void> {
  const expired = { at: { $lt: new Date(Date.now() - retentionMs) } };
  for (const collection of [tombstones, idempotencyRecords]) await collection.removeMany(expired);
}
