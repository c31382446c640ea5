import { randomUUID } from 'node:crypto';
import type { Filter } from '../../store/port.ts';
import type { LeaseObserver } from './lease-observer.ts';

/**
 * A write that is announced but not confirmed yet. It is stored in the document itself (`_intent`), at most one at a
 * time, so that the store decides which writer is first. Its token identifies the operation that owns it. Once its
 * lease has expired, any other operation or maintenance completes or removes it.
 */
export interface PendingWrite {
  /**
   * `arriving`: a pending creation. `changing`: a pending change to the values of `next`. `leaving`: the document is
   * marked for deletion.
   */
  readonly kind: 'arriving' | 'changing' | 'leaving';
  readonly token: string;
  /** When the lease expires. */
  readonly until: Date;
  /** The new values of a change, without secrets. */
  readonly next?: Readonly<Record<string, unknown>>;
  /** The `_id` of the journal's batch record, whose state decides for all documents of the batch. */
  readonly batch?: string;
}

/** Creates a pending write with a new token and a lease of `leaseMs` milliseconds. It stores nothing. */
export const createPendingWrite = (
  kind: PendingWrite['kind'],
  { leaseMs, ...more }: Pick<PendingWrite, 'next' | 'batch'> & { readonly leaseMs: number },
): PendingWrite => ({ kind, token: randomUUID(), until: new Date(Date.now() + leaseMs), ...more });

/** Judges leases of `leaseMs` milliseconds. */
interface LeaseJudge {
  readonly leases: LeaseObserver;
  readonly leaseMs: number;
}

/** Whether the lease of a pending write has expired without being renewed. */
export const isExpired = ({ leases, leaseMs }: LeaseJudge, { token, until }: PendingWrite): boolean =>
  leases.hasExpired({ key: token, until }, leaseMs);

/** Matches the document while it has this pending write. */
export const ownedBy = ({ _id }: { readonly _id: string }, { token }: PendingWrite): Filter => ({
  _id,
  '_intent.token': token,
});

/** Matches the document while it is unchanged and has no pending write. */
export const unchanged = ({ _id, _etag }: { readonly _id: string; readonly _etag: string }): Filter => ({
  _id,
  _etag,
  _intent: null,
});

/** Matches committed documents: all except pending creations. */
export const committedFilter = { '_intent.kind': { $ne: 'arriving' } } as const;
/** Whether a document is committed. */
export const isCommitted = ({ _intent }: { readonly _intent?: Pick<PendingWrite, 'kind'> }): boolean =>
  _intent?.kind !== 'arriving';
/** Matches pending creations. */
export const pendingCreationFilter = { '_intent.kind': 'arriving' } as const;
/** Matches documents with a pending write, by the index on the token. */
export const pendingWriteFilter = { '_intent.token': { $gt: '' } } as const;

/** The index of documents with a pending write. It is sparse: it does not contain other documents. */
export const pendingWriteIndex = { fields: ['_intent.token'], unique: false, sparse: true } as const;
