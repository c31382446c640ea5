import type { Stored } from '../../store/port.ts';
import type { Fields, Infer } from '../fields.ts';
import type { PendingWrite } from '../pending-writes/pending-write.ts';
import type { Relations, ToOne } from './relations.ts';

/** What every document has besides its fields. */
export interface Metadata extends Stored {
  readonly _created: Date;
  readonly _updated: Date;
  /** Opaque, another one after every change; unquoted. */
  readonly _etag: string;
  /** The account that created it, where the resource is `owned`. */
  readonly _owner?: string;
  readonly _intent?: PendingWrite;
  /** The token under which its rules claimed what it holds. */
  readonly _claim?: string;
}

/** A document as the kit sees it: metadata, fields by name, references by relation. */
export type Document = Metadata & { readonly [name: string]: unknown };

type ReferenceKeys<R extends Relations> = { [K in keyof R]: R[K] extends ToOne ? K : never }[keyof R];

/** A document with these fields and relations. */
export type DocumentOf<F extends Fields, R extends Relations> = Metadata &
  Infer<F> & { readonly [K in ReferenceKeys<R>]: string };
