import type { Caller } from '../../access/caller.ts';
import type { Collection, Index, Stored } from '../../store/port.ts';
import type { RemoteResources } from '../remote-resources.ts';

/** The context of an operation: the caller, the resources of other services and the service's own collections. */
export interface OperationContext {
  readonly caller: Caller;
  readonly remote: RemoteResources;
  /** Aborted when nobody waits for the result any more. Reads of lists end then; writes are finished. */
  readonly signal?: AbortSignal | undefined;
  /** Opens an additional collection in the store of the service. */
  collection<D extends Stored>(name: string, indexes?: readonly Index[]): Promise<Collection<D>>;
}
