import type { Document } from '../definition/documents.ts';

/** A document that was created, or an existing one that makes creating it again no error (`created` is false). */
export interface CreateResult {
  readonly created: boolean;
  readonly document: Document;
}
