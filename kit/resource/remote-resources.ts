import type { JsonFragment } from '../util/json-fragment.ts';
import type { InternalContract } from './internal-contract.ts';
import type { Outcome } from './problems.ts';
import type { Referrer } from './referrers.ts';

/** A document of another service, as the caller is allowed to see it: fields by name, references by relation. */
export interface RemoteDocument {
  readonly _id: string;
  readonly _etag: string;
  /** The complete HAL representation; a fragment of JSON if the lookup allows it. */
  readonly representation: Readonly<Record<string, unknown>> | JsonFragment;
  readonly [field: string]: unknown;
}

/** Selects documents of another resource by their references and field values. */
export interface RemoteSelection {
  /** Relation → `_id` of its target. */
  readonly of?: Readonly<Record<string, string>>;
  /** Field → value. */
  readonly where?: Readonly<Record<string, string | number | boolean>>;
}

/** Selects the documents of another resource whose `field` (`_id` or a relation) is one of `keys`. */
export interface RemoteLookup {
  readonly field: string;
  readonly keys: readonly string[];
  /** Relations to embed in the representations. */
  readonly embed?: readonly string[];
  /**
   * Whether only `_id`, `_etag`, references and the representation are needed, and that may be a fragment of JSON.
   * Services that do not know such responses send HAL. False by default.
   */
  readonly asText?: boolean;
}

/** Selects the views of documents. */
export interface RemoteViewLookup {
  readonly view: string;
  /** The resource of the documents. */
  readonly of: string;
  readonly ids: readonly string[];
}

/** The result of a lookup. */
export interface RemoteMatches {
  readonly documents: readonly RemoteDocument[];
  /** Relation → why it could not be embedded. */
  readonly notEmbedded: Readonly<Record<string, string>>;
}

/** The state of a document as the target of references, reported by its own service. */
export interface ReferenceState {
  /** Whether it is marked for deletion: no new reference to it is allowed. */
  readonly leaving: boolean;
  /** Its fields except secrets, and its references by relation. */
  readonly current: Readonly<Record<string, unknown>>;
  /** The new values of a pending change. */
  readonly next: Readonly<Record<string, unknown>> | undefined;
}

/** The number of documents that refer to others. */
export interface ReferrerCount {
  /** The number of committed documents. */
  readonly settled: number;
  /** The number of committed documents that the caller is allowed to see. */
  readonly visible: number;
  /** The number of pending creations, and of pending changes to such a reference. */
  readonly pending: number;
}

/** Selects the documents that refer to any of `ids` by `relation`. */
export interface ReferenceQuery {
  readonly relation: string;
  readonly ids: readonly string[];
}

/** Selects one page of the documents that refer to `id` by `relation`. */
export interface ReferrerPageQuery {
  readonly relation: string;
  readonly id: string;
  /** The last `_id` of the previous page; empty for the first page. */
  readonly after: string;
  readonly limit: number;
}

/** One page of the `_id`s of documents that refer to another one. */
export interface ReferrerPage {
  /** The committed documents, ordered by `_id`. Fewer than the limit mark the last page. */
  readonly settled: readonly string[];
  /** The documents whose pending write adds the reference; all of them with the first page. */
  readonly coming: readonly string[];
}

/** The internal API, which services call under their own identity to enforce rules that span several services. */
export interface InternalApi {
  /**
   * Returns the state of a document; undefined if it does not exist or the caller is not allowed to see it. Not cached.
   */
  referenceState(resource: string, id: string, as: 'caller' | 'service'): Promise<Outcome<ReferenceState | undefined>>;
  /**
   * Returns the state of a document that a document of this service is going to refer to, as the caller may see it. From
   * then on its service asks this one before it removes a document.
   */
  targetState(
    resource: string,
    target: { readonly id: string; readonly referrer: Referrer },
  ): Promise<Outcome<ReferenceState | undefined>>;
  /** Tells the service of a resource which relations refer to it. */
  announce(resource: string, referrers: readonly Referrer[]): Promise<Outcome<void>>;
  /** Counts the documents of a resource that refer to others. */
  countReferrers(resource: string, reference: ReferenceQuery): Promise<Outcome<ReferrerCount>>;
  /** Returns the `_id`s of the documents that refer to another one, or whose pending write adds the reference. */
  findReferrers(resource: string, page: ReferrerPageQuery): Promise<Outcome<ReferrerPage>>;
  /** Invokes an internal operation of another resource. Internal operations are idempotent. */
  invoke<Input, Output>(contract: InternalContract<Input, Output>, input: Input): Promise<Outcome<Output>>;
}

/**
 * The resources of other services. Requests follow links over HTTP with the caller's credentials. An unreachable
 * service is an `Unavailable` problem; any other failure is the problem that the service reported.
 */
export interface RemoteResources extends InternalApi {
  /** Returns the URL of a resource's collection, as last read from the root of the HAL gateway. */
  href(resource: string): string | undefined;
  /** Returns the selected documents of a resource. */
  find(resource: string, selection: RemoteSelection): Promise<Outcome<readonly RemoteDocument[]>>;
  /** Returns all documents of a resource that match a filter in the syntax of `where`, with these fields alone. */
  findAll(
    resource: string,
    query: { readonly where: object; readonly fields: readonly string[] },
  ): Promise<Outcome<readonly RemoteDocument[]>>;
  /**
   * Returns the documents with the given keys, in as few requests as the length of a URL allows. Fails with
   * `Unavailable` if a page cannot hold all of them, because an incomplete result could not be recognized.
   */
  findByKeys(resource: string, lookup: RemoteLookup): Promise<Outcome<RemoteMatches>>;
  /** Returns the HAL representations of the views that a resource computes of documents, by the `_id` of these. */
  findViews(
    resource: string,
    lookup: RemoteViewLookup,
  ): Promise<Outcome<ReadonlyMap<string, Readonly<Record<string, unknown>>>>>;
  /** Creates a document that is unique by its references. Returns the existing one if there is one. */
  create(
    resource: string,
    values: RemoteSelection & Required<Pick<RemoteSelection, 'of'>>,
  ): Promise<Outcome<{ readonly created: boolean; readonly _id: string }>>;
  /** Removes a document if it has not changed since it was read. Succeeds if it no longer exists. */
  remove(resource: string, document: RemoteDocument): Promise<Outcome<void>>;
  /** Removes all documents that refer to others, or none, and the documents that refer to those. */
  removeReferrers(resource: string, reference: ReferenceQuery): Promise<Outcome<void>>;
}
