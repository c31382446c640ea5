import { randomUUID } from 'node:crypto';
import type { Filter } from '../../store/port.ts';

/**
 * A write that is announced and not yet confirmed. It is stored on the document itself (`_intent`), at most one at a
 * time, so that the store decides which writer is first. It has an owner, who knows the token, and a lease: once the
 * lease has expired, whoever finds the pending write completes it or removes it.
 */
export interface PendingWrite {
  /**
   * `arriving`: the document does not exist yet. `changing`: it is about to get the values of `next`. `leaving`: it is
   * marked for deletion.
   */
  readonly kind: 'arriving' | 'changing' | 'leaving';
  readonly token: string;
  /** When the lease expires. */
  readonly until: Date;
  /** The new values of a change, without secrets. */
  readonly next?: Readonly<Record<string, unknown>>;
  /** The `_id` of the journal's record that decides for all documents of one batch. */
  readonly batch?: string;
}

/** Creates a pending write with a new token and a lease of `leaseMs` milliseconds. It stores nothing. */
export const createPendingWrite = (
  kind: PendingWrite['kind'],
  { leaseMs, ...more }: Pick<PendingWrite, 'next' | 'batch'> & { readonly leaseMs: number },
): PendingWrite => ({ kind, token: randomUUID(), until: new Date(Date.now() + leaseMs), ...more });

export const isExpired = ({ until }: PendingWrite): boolean => until.getTime() <= Date.now();

/** Matches the document while it has this pending write. */
export const ownedBy = ({ _id }: { readonly _id: string }, { token }: PendingWrite): Filter => ({
  _id,
  '_intent.token': token,
});

/** Matches documents that exist: all but those whose creation is pending. */
export const committedFilter = { '_intent.kind': { $ne: 'arriving' } } as const;
/** Matches documents with a pending write. The index on the token serves it. */
export const pendingWriteFilter = { '_intent.token': { $gt: '' } } as const;

/** The index that finds pending writes. It is sparse: documents without one are not in it. */
export const pendingWriteIndex = { fields: ['_intent.token'], unique: false, sparse: true } as const;
