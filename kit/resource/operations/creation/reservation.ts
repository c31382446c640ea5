import type { Document } from '../../definition/documents.ts';
import type { Intention } from '../../pending-writes/pending-write.ts';
import type { Created } from '../created.ts';

/** Documents that are being created together under one pending write. */
export interface Reservation {
  readonly documents: readonly Document[];
  readonly pendingWrite: Intention;
  /** What came of each document, in their order; filled as they are inserted. */
  readonly results: Created[];
}

/** Whether a document was inserted under this pending write, and did not exist before. */
export const isPendingUnder = ({ token }: Intention, { created, document }: Created): boolean =>
  created && document._intent?.token === token;
