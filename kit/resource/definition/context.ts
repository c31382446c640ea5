import type { Caller } from '../../access/caller.ts';
import type { Collection, Index, Stored } from '../../store/port.ts';
import type { RemoteResources } from '../remote-resources.ts';

/** What rules and actions work with: who asks, other services, the service's own collections. */
export interface OperationContext {
  readonly caller: Caller;
  readonly remote: RemoteResources;
  /** A collection of the service's own, beside the documents. */
  collection<D extends Stored>(name: string, indexes?: readonly Index[]): Promise<Collection<D>>;
}
