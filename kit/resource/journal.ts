import type { Collection, Store, Stored } from '../store/port.ts';
import type { Document } from './definition/documents.ts';
import type { Problem } from './problems.ts';

/** What is to be given back once its document does not bear the token any more. */
export interface Compensation extends Stored {
  readonly token: string;
  readonly document: Document;
  readonly at: Date;
}

/** The decision about all documents of one batch. */
export interface Batch extends Stored {
  readonly state: 'open' | 'committed' | 'aborted';
  readonly at: Date;
}

/** A document that went, so that removing it again ends as the first time did. */
export interface Tombstone extends Stored {
  readonly etag: string;
  readonly at: Date;
}

/** A request to create with an idempotency key, and what came of it. */
export interface IdempotencyRecord extends Stored {
  /** A hash of what was asked. */
  readonly fingerprint: string;
  /** The first `_id` that it gives. */
  readonly firstId: string;
  /** Whoever has this token works on it, until then. */
  readonly token: string;
  readonly until: Date;
  readonly at: Date;
  /** What came of it; null while that is open. */
  readonly outcome: RecordedOutcome | null;
}

export type RecordedOutcome =
  | { readonly created: readonly { readonly created: boolean; readonly document: Document }[] }
  | { readonly problem: Pick<Problem, 'detail' | 'extensions'> & { readonly name: string } };

/** What a resource keeps beside its documents, so that what is half-done can be finished, and repeated. */
export interface Journal {
  readonly compensations: Collection<Compensation>;
  readonly batches: Collection<Batch>;
  readonly tombstones: Collection<Tombstone>;
  readonly idempotencyRecords: Collection<IdempotencyRecord>;
}

/** Milliseconds for which what was done is remembered: a day. */
export const retentionMs = 86_400_000;

const byTime = [{ fields: ['at'], unique: false }];

/** Opens the ledger of a resource. */
export async function openJournal(store: Store, plural: string): Promise<Journal> {
  return {
    compensations: await store.collection<Compensation>(`${plural}_releases`, byTime),
    batches: await store.collection<Batch>(`${plural}_batches`, byTime),
    tombstones: await store.collection<Tombstone>(`${plural}_departures`, byTime),
    idempotencyRecords: await store.collection<IdempotencyRecord>(`${plural}_requests`, byTime),
  };
}

/** Forgets what is older than a day. */
export async function purgeExpired({ tombstones, idempotencyRecords }: Journal): Promise<void> {
  const old = { at: { $lt: new Date(Date.now() - retentionMs) } };
  for (const collection of [tombstones, idempotencyRecords]) await collection.removeMany(old);
}
