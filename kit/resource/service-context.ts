import type { Caller } from '../access/caller.ts';
import type { RequestHead } from '../http/forwarded.ts';
import type { Log } from '../util/log.ts';
import type { OperationContext } from './definition/context.ts';
import type { Definition } from './definition/definition.ts';
import type { Additions } from './definition/additions.ts';
import type { ParentReferences } from './definition/relations.ts';
import type { Outcome } from './problems.ts';
import type { Resource } from './resource.ts';

/** A resource and the service that provides it, from which the faces are created. */
export interface ServiceContext {
  readonly resource: Resource;
  /** The name of the service at the gateways. */
  readonly name: string;
  /** The absolute URL of the service's home, without a trailing slash. */
  readonly baseUrl: string;
  readonly log: Log;
  /** Returns what other resources add to this one, as last read from the HAL gateway's root. */
  readonly additions: () => Additions;
  /**
   * Authenticates a request and creates the context of its operations. A request without credentials has an anonymous
   * caller. Fails with `Unauthenticated` if credentials are invalid, with `TooManyAttempts` if that happens too often.
   */
  authenticate(request: RequestHead): Promise<Outcome<OperationContext>>;
  /** Creates the context of what another service requests for a caller. */
  contextFor(caller: Caller, forwarded: ForwardedMetadata): OperationContext;
}

/** What another service forwards of a caller's request. */
export interface ForwardedMetadata {
  /** The header with which requests are sent on. */
  readonly authorization: string | undefined;
  readonly requestId: string | undefined;
}

/** The base URL of a service, internal or public. */
type Base = Pick<ServiceContext, 'baseUrl'>;

/** Returns the URL of the collection in the HAL face. */
export const collectionHref = ({ baseUrl }: Base, { plural }: Definition): string => `${baseUrl}/${plural}`;

/** Returns the URL of the list of documents with these references; without references, that of the collection. */
export const listHref = (base: Base, definition: Definition, parentReferences: ParentReferences): string =>
  [collectionHref(base, definition), ...Object.entries(parentReferences).flat().map(encodeURIComponent)].join('/');

/** Returns the URL of a document. */
export const documentHref = (base: Base, definition: Definition, id: string): string =>
  `${collectionHref(base, definition)}/${encodeURIComponent(id)}`;
