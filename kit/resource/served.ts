import type { Sent } from '../wire/forwarded.ts';
import type { Log } from '../wire/log.ts';
import type { Context, Known } from './definition.ts';
import type { Outcome } from './problems.ts';
import type { Resource } from './resource.ts';

/** A resource as a service serves it: what both faces are made from. */
export interface Served {
  readonly resource: Resource;
  /** The name of the service, as the gateways know it. */
  readonly name: string;
  /** The absolute URL of the service's home, without a slash at the end. */
  readonly base: string;
  readonly log: Log;
  /**
   * Checks the credentials of one request and makes the context of its operations. No credentials are an anonymous
   * caller; those that are not good are `Unauthenticated`, too many of them `TooManyAttempts`.
   */
  enter(request: Sent): Promise<Outcome<Context>>;
}

/** Where the collection of a service's own resource is, in the HAL face. */
export const collectionHref = ({ base, resource }: Pick<Served, 'base' | 'resource'>): string =>
  `${base}/${resource.definition.plural}`;

/** Where the list is whose documents have these references. */
export const listHref = (served: Pick<Served, 'base' | 'resource'>, known: Known): string =>
  [collectionHref(served), ...Object.entries(known).flat().map(encodeURIComponent)].join('/');

/** Where a document of it is. */
export const documentHref = (served: Pick<Served, 'base' | 'resource'>, id: string): string =>
  `${collectionHref(served)}/${encodeURIComponent(id)}`;
