import type { Outcome } from './problems.ts';

/** A document of another service, as the caller may see it; references stand under their relation's name. */
export interface RemoteDocument {
  readonly _id: string;
  readonly _etag: string;
  /** The whole document as its own service shows it. */
  readonly representation: Readonly<Record<string, unknown>>;
  readonly [field: string]: unknown;
}

/** Which documents of another resource: those that refer to these, with these field values. */
export interface RemoteSelection {
  /** Relation → `_id` of what it refers to. */
  readonly of?: Readonly<Record<string, string>>;
  readonly where?: Readonly<Record<string, string | number | boolean>>;
}

/** The documents of another resource whose `field` (`_id`, or a relation) is among `keys`. */
export interface RemoteLookup {
  readonly field: string;
  readonly keys: readonly string[];
  /** Relations that the documents' own service is to embed in their representations. */
  readonly embed?: readonly string[];
}

/** What came of looking for documents among others. */
export interface RemoteMatches {
  readonly documents: readonly RemoteDocument[];
  /** Relation → why their own service could not embed it. */
  readonly notEmbedded: Readonly<Record<string, string>>;
}

/** How a document of another resource stands, as its own service knows it. */
export interface ReferenceState {
  /** It may be about to go: nothing new may refer to it. */
  readonly leaving: boolean;
  /** Its fields but secrets, and its references by relation. */
  readonly current: Readonly<Record<string, unknown>>;
  /** The values that a change under way is to give it. */
  readonly next: Readonly<Record<string, unknown>> | undefined;
}

/** How many documents refer to some others. */
export interface ReferrerCount {
  readonly settled: number;
  /** Of those, how many the caller may see. */
  readonly visible: number;
  /** Those that are only arriving, or on their way to refer to them. */
  readonly pending: number;
}

/** Which documents refer to which, and by what. */
export interface ReferenceQuery {
  readonly relation: string;
  readonly ids: readonly string[];
}

/** A page of the documents that refer to one. */
export interface ReferrerPageQuery {
  readonly relation: string;
  readonly id: string;
  /** The last `_id` of the page before; empty for the first. */
  readonly after: string;
  readonly limit: number;
}

export interface ReferrerPage {
  /** Those that refer to it, in the order of their `_id`s; fewer than the limit are the last. */
  readonly settled: readonly string[];
  /** Those that are about to; all with the first page. */
  readonly coming: readonly string[];
}

/** What services ask of each other under their own identity, to keep the rules that span them. */
export interface InternalApi {
  /** How a document stands; undefined when it is not there, or when the caller may not see it. Never remembered. */
  referenceState(resource: string, id: string, as: 'caller' | 'service'): Promise<Outcome<ReferenceState | undefined>>;
  countReferrers(resource: string, reference: ReferenceQuery): Promise<Outcome<ReferrerCount>>;
  /** The `_id`s of those that refer to a document, or are about to. */
  findReferrers(resource: string, page: ReferrerPageQuery): Promise<Outcome<ReferrerPage>>;
  /** An internal operation of another resource, which is safe to repeat. */
  invoke(resource: string, operation: string, input: unknown): Promise<Outcome<unknown>>;
}

/**
 * Other services' resources, reached over HTTP by following links, with the caller's own credentials.
 * A service that cannot be reached is an `Unavailable` problem; a refusal is the peer's own problem.
 */
export interface RemoteResources extends InternalApi {
  /** Where the collection of a resource is, as last seen at the gateway's root. */
  href(resource: string): string | undefined;
  find(resource: string, selection: RemoteSelection): Promise<Outcome<readonly RemoteDocument[]>>;
  /**
   * The documents of a resource among those, in one request as far as its URL has room. More than a page has are
   * `Unavailable`: a part of them would look like all.
   */
  findByKeys(resource: string, among: RemoteLookup): Promise<Outcome<RemoteMatches>>;
  /** Creates what is unique by what it refers to: creating it again answers the same one. */
  create(
    resource: string,
    selection: RemoteSelection,
  ): Promise<Outcome<{ readonly created: boolean; readonly document: RemoteDocument }>>;
  /** Removes one document as it was read; one that is gone already counts as removed. */
  remove(resource: string, document: RemoteDocument): Promise<Outcome<void>>;
  /** Removes all documents that refer to `id` by `relation`, and what hangs on them. */
  removeReferrers(resource: string, by: { readonly relation: string; readonly id: string }): Promise<Outcome<void>>;
}
