import type { Document } from '../../definition/documents.ts';
import type { PendingWrite } from '../../pending-writes/pending-write.ts';
import type { CreateResult } from '../create-result.ts';

/** New documents that are to be stored, all or none. */
export interface Drafts {
  readonly documents: readonly Document[];
  /** Whether the client sent a list of inputs, even of one: problems then contain the index of the document. */
  readonly isBatch: boolean;
  /** Whether an attempt to create the documents has failed before. */
  readonly isRepeated?: boolean | undefined;
}

/** Documents that are being created together under one pending write. */
export interface Reservation extends Drafts {
  readonly pendingWrite: PendingWrite;
  /** The results in the order of the documents, filled as they are inserted. */
  readonly results: CreateResult[];
  /** Whether an insertion has begun: before that, no document is stored that would have to be removed again. */
  isInserting: boolean;
}

/** A document that was inserted under a pending write. */
export interface PendingDocument {
  readonly document: Document;
  readonly pendingWrite: PendingWrite;
}

/** Whether a document was inserted under this pending write, as opposed to an existing one. */
export const isPendingUnder = ({ token }: PendingWrite, { created, document }: CreateResult): boolean =>
  created && document._intent?.token === token;
