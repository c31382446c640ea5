import type { Outcome } from './problems.ts';

/** A document of another service, as the caller may see it; references stand under their relation's name. */
export interface ForeignDocument {
  readonly _id: string;
  readonly _etag: string;
  /** The whole document as its own service shows it. */
  readonly representation: Readonly<Record<string, unknown>>;
  readonly [field: string]: unknown;
}

/** Which documents of another resource: those that refer to these, with these field values. */
export interface Selection {
  /** Relation → `_id` of what it refers to. */
  readonly of?: Readonly<Record<string, string>>;
  readonly where?: Readonly<Record<string, string | number | boolean>>;
}

/** The documents of another resource whose `field` (`_id`, or a relation) is among `keys`. */
export interface Among {
  readonly field: string;
  readonly keys: readonly string[];
  /** Relations that the documents' own service is to embed in their representations. */
  readonly embed?: readonly string[];
}

/**
 * Other services' resources, reached over HTTP by following links, with the caller's own credentials.
 * A service that cannot be reached is an `Unavailable` problem; a refusal is the peer's own problem.
 */
export interface Peers {
  /** Where the collection of a resource is, as last seen at the gateway's root. */
  href(resource: string): string | undefined;
  /** One document; undefined when there is none that the caller may see. Calls of one request are batched and remembered. */
  get(resource: string, id: string): Promise<Outcome<ForeignDocument | undefined>>;
  find(resource: string, selection: Selection): Promise<Outcome<readonly ForeignDocument[]>>;
  count(resource: string, selection: Selection): Promise<Outcome<number>>;
  /** The documents of a resource among those, in one request as far as its URL has room. */
  findAmong(resource: string, among: Among): Promise<Outcome<readonly ForeignDocument[]>>;
  /** How many documents of a resource are among those. */
  countAmong(resource: string, among: Among): Promise<Outcome<number>>;
  create(
    resource: string,
    selection: Selection,
  ): Promise<Outcome<{ readonly created: boolean; readonly document: ForeignDocument }>>;
  /** Removes one document as it was read; one that is gone already counts as removed. */
  remove(resource: string, document: ForeignDocument): Promise<Outcome<void>>;
  /** Removes all documents that refer to `id` by `relation`, and what hangs on them when `cascade` is set. */
  removeReferring(resource: string, by: { readonly relation: string; readonly id: string }): Promise<Outcome<void>>;
}
