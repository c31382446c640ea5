import type { Document } from '../definition/documents.ts';

/** A document that was created, or that was there already and is what was asked for. */
export interface CreateResult {
  readonly created: boolean;
  readonly document: Document;
}
