import type { ParentReferences } from '../../definition/relations.ts';
import type { Outcome } from '../../problems.ts';
import type { IdempotencyKey } from '../idempotency.ts';

/** A request to create documents: all of them, or none. */
export interface CreateRequest {
  /** The list in which the documents are created; undefined if each input has its own references. */
  readonly list?: ParentReferences | undefined;
  readonly inputs: readonly unknown[];
  /** Whether the client sent a list of inputs, even of one: problems then contain the index of the input. */
  readonly isBatch: boolean;
  /** Parses an input into the values of a document: fields by name, references by relation. */
  readonly read: (input: unknown) => Outcome<unknown>;
  /** Whether an attempt to create the documents has failed before. */
  readonly isRepeated?: boolean | undefined;
  /** The client's idempotency key. */
  readonly idempotency?: IdempotencyKey | undefined;
}
