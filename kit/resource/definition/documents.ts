import type { Stored } from '../../store/port.ts';
import type { Modified } from '../modification.ts';
import type { Fields, Infer } from '../fields/index.ts';
import type { PendingWrite } from '../pending-writes/pending-write.ts';
import type { Relations } from './relations.ts';

/** The metadata of every document. */
export interface Metadata extends Stored, Modified {
  readonly _created: Date;
  /** The opaque entity tag, unquoted. Every change replaces it. */
  readonly _etag: string;
  /** The `_id` of the account that created the document, if the resource is `owned`. */
  readonly _owner?: string;
  /** The pending write, if there is one. */
  readonly _intent?: PendingWrite;
  /** The token of the document's claims. */
  readonly _claim?: string;
}

/** A document inside the kit: metadata, fields by name, references by relation. */
export type Document = Metadata & { readonly [name: string]: unknown };

/** The names of the references in documents with these relations. */
export type ReferenceKeys<R extends Relations> = keyof R & string;

/** No fields, no relations, no actions. */
export type None = Readonly<Record<never, never>>;

/** The type of documents with these fields, relations and internal fields. */
export type DocumentOf<F extends Fields, R extends Relations = None, I extends Fields = None> = Metadata &
  Infer<F> & { readonly [K in ReferenceKeys<R>]: string } & Partial<Infer<I>>;

/** The names of the fields and references of a type of documents. */
export type NameIn<D> = Exclude<keyof D, keyof Metadata> & string;
