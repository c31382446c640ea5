import type { RequestHead } from '../http/forwarded.ts';
import type { Log } from '../util/log.ts';
import type { OperationContext } from './definition/context.ts';
import type { Definition } from './definition/definition.ts';
import type { ParentReferences } from './definition/relations.ts';
import type { Outcome } from './problems.ts';
import type { Resource } from './resource.ts';

/** A resource as a service serves it: what both faces are made from. */
export interface ServiceContext {
  readonly resource: Resource;
  /** The name of the service, as the gateways know it. */
  readonly name: string;
  /** The absolute URL of the service's home, without a slash at the end. */
  readonly baseUrl: string;
  readonly log: Log;
  /**
   * Checks the credentials of one request and makes the context of its operations. No credentials are an anonymous
   * caller; those that are not good are `Unauthenticated`, too many of them `TooManyAttempts`.
   */
  authenticate(request: RequestHead): Promise<Outcome<OperationContext>>;
}

/** Where a service is, or where a client sees it. */
type Place = Pick<ServiceContext, 'baseUrl'>;

/** Where the collection of a service's own resource is, in the HAL face. */
export const collectionHref = ({ baseUrl }: Place, { plural }: Definition): string => `${baseUrl}/${plural}`;

/** Where the list is whose documents have these references: the collection, if there are none. */
export const listHref = (place: Place, definition: Definition, known: ParentReferences): string =>
  [collectionHref(place, definition), ...Object.entries(known).flat().map(encodeURIComponent)].join('/');

/** Where a document of it is. */
export const documentHref = (place: Place, definition: Definition, id: string): string =>
  `${collectionHref(place, definition)}/${encodeURIComponent(id)}`;
